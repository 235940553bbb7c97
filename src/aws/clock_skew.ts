import { requestHandler } from "./request_handler.ts";
import type { ServiceEndpoint } from "./endpoint.ts";

/** AWS refuses a signature made further from its own time (General Reference, "Elements of an AWS API request signature"). */
export const MAX_CLOCK_SKEW = 5 * 60_000; // milliseconds

/**
 * How far this machine's clock goes ahead of AWS's, by the `Date` of an answer of STS to an unsigned request; milliseconds,
 * negative when it is behind, exact to a second. Null when there is no answer within `timeout` milliseconds.
 */
export async function measureClockSkew(
  endpoint: ServiceEndpoint,
  caBundle: string | null,
  now: () => number,
  timeout: number,
): Promise<number | null> {
  const url = new URL(endpoint.url ?? ownAddress(endpoint.region));
  let skew: number | null = null;
  const handler = requestHandler({
    signal: AbortSignal.timeout(timeout),
    caBundle,
    sawDate: (date) => skew = now() - date,
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
    // A redirect is an answer too, and its date was seen; without one the clock is not known.
  }
  return skew;
}

function ownAddress(region: string): string {
  const suffix = region.startsWith("cn-")
    ? "amazonaws.com.cn"
    : region.startsWith("eusc-")
    ? "amazonaws.eu"
    : "amazonaws.com";
  return `https://sts.${region}.${suffix}/`;
}
