import { requestHandler } from "./request_handler.ts";
import type { ServiceEndpoint } from "./endpoint.ts";

/**
 * The largest difference between the clocks at which AWS accepts a signature, in milliseconds (General Reference,
 * "Elements of an AWS API request signature").
 */
export const MAX_CLOCK_SKEW = 5 * 60_000;

/**
 * Returns how far this machine's clock is ahead of AWS's, in milliseconds; negative if it is behind, exact to a second.
 * Sends an unsigned request to STS and reads the `Date` of the response. Returns null if there is no response within
 * `timeout` milliseconds.
 */
export async function measureClockSkew(
  endpoint: ServiceEndpoint,
  caBundle: string | null,
  now: () => number,
  timeout: number,
): Promise<number | null> {
  const url = new URL(endpoint.url ?? regionalUrl(endpoint.region));
  let skew: number | null = null;
  const handler = requestHandler({
    signal: AbortSignal.timeout(timeout),
    caBundle,
    onDate: (date) => skew = now() - date,
  });
  try {
    await handler.handle({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: "/",
      method: "GET",
      headers: {},
    });
  } catch {
    // A redirect throws too, but only after its date was read. Without a date the skew stays unknown.
  }
  return skew;
}

function regionalUrl(region: string): string {
  const suffix = region.startsWith("cn-")
    ? "amazonaws.com.cn"
    : region.startsWith("eusc-")
    ? "amazonaws.eu"
    : "amazonaws.com";
  return `https://sts.${region}.${suffix}/`;
}
