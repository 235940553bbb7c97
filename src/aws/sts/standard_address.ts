import { partition } from "@aws-sdk/core/client";
import type { SdkConfig } from "../sdk_config.ts";

/**
 * Returns the address at which AWS itself serves STS in the region of `config`. Source: the rules in the SDK's STS client,
 * with its data about partitions.
 */
export function standardAddress(
  { region, useGlobalEndpoint, useFipsEndpoint, useDualstackEndpoint }: Pick<
    SdkConfig,
    "region" | "useGlobalEndpoint" | "useFipsEndpoint" | "useDualstackEndpoint"
  >,
): string {
  if (useGlobalEndpoint) return "https://sts.amazonaws.com";
  const { name, dnsSuffix, dualStackDnsSuffix } = partition(region);
  const suffix = useDualstackEndpoint ? dualStackDnsSuffix : dnsSuffix;
  // In AWS GovCloud the standard endpoints are validated under FIPS 140.
  const isPlain = !useFipsEndpoint || (name === "aws-us-gov" && !useDualstackEndpoint);
  return `https://${isPlain ? "sts" : "sts-fips"}.${region}.${suffix}`;
}
