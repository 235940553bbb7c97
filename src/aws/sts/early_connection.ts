import { connectEarly, type OpenConnections } from "../connection.ts";
import type { ServiceEndpoint } from "../endpoint.ts";

/**
 * Begins to connect to STS at `endpoint`, for a request that follows soon. Does nothing if the request trusts certificates
 * of its own. Never fails: if anything is wrong, the request says so.
 */
export async function connectToSts(
  endpoint: ServiceEndpoint,
  open: OpenConnections,
): Promise<void> {
  if (endpoint.caBundle !== null) return;
  try {
    connectEarly(new URL(endpoint.url ?? await standardUrl(endpoint)), open);
  } catch {
    // The request meets the same error.
  }
}

async function standardUrl(
  { region, useGlobalEndpoint, useFips, useDualstack }: ServiceEndpoint,
): Promise<string> {
  const { standardAddress } = await import("./standard_address.ts");
  return standardAddress({
    ...{ region, useGlobalEndpoint, useFipsEndpoint: useFips },
    useDualstackEndpoint: useDualstack,
  });
}
