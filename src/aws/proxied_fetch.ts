import { readLimited } from "../fs/read_limited.ts";
import type { SentRequest } from "./exchange.ts";
import { MAX_BYTES, type SdkResponse } from "./http_response.ts";
import { NoResponse } from "./no_response.ts";

/**
 * Sends `request` with `fetch`, which uses the proxies of the environment, and returns the response. It follows no
 * redirect. `caBundle` and `signal` are as in `exchange`.
 *
 * @throws NoResponse if the response is larger than 1 MiB; TypeError if the connection fails.
 */
export async function proxiedFetch(
  { url, method, headers, body }: SentRequest,
  caBundle: string | null,
  signal: AbortSignal,
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
    body: await readBody(response),
  };
}

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const bytes = await readLimited(body, MAX_BYTES);
  if (bytes === null) throw new NoResponse("its response is larger than 1 MiB", false);
  return bytes;
}
