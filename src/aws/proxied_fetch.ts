import { readLimited } from "../fs/read_limited.ts";
import type { SentRequest } from "./exchange.ts";
import { type SdkResponse, tooLarge } from "./http_response.ts";

/**
 * Sends `request` with `fetch`, which uses the proxies of the environment, and returns the response. It follows no
 * redirect. `caBundle`, `signal` and `maxBytes` are as in `exchange`.
 *
 * @throws NoResponse if the response is larger than `maxBytes`; TypeError if the connection fails.
 */
export async function proxiedFetch(
  { url, method, headers, body }: SentRequest,
  caBundle: string | null,
  signal: AbortSignal,
  maxBytes: number,
): Promise<SdkResponse> {
  using client = Deno.createHttpClient(caBundle === null ? {} : { caCerts: [caBundle] });
  const response = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    signal,
    client,
    ...(body === undefined ? {} : { body }),
  });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await readBody(response, maxBytes),
  };
}

async function readBody(
  { body }: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const bytes = await readLimited(body, maxBytes);
  if (bytes === null) throw tooLarge(maxBytes);
  return bytes;
}
