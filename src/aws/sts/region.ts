import type { StsCall } from "./call.ts";

/** A region of each partition that has STS. */
const REGIONS: Readonly<Record<string, string>> = {
  "aws-cn": "cn-north-1",
  "aws-eusc": "eusc-de-east-1",
  "aws-iso": "us-iso-east-1",
  "aws-iso-b": "us-isob-east-1",
  "aws-iso-e": "eu-isoe-west-1",
  "aws-iso-f": "us-isof-south-1",
  "aws-us-gov": "us-gov-west-1",
};

/**
 * Returns the region in which to call STS: `region`, else one of the first role's partition, because an access key works
 * in its own partition only. Null leaves the choice to `serviceEndpoint`.
 */
export function stsRegion(region: string | null, calls: readonly StsCall[]): string | null {
  if (region !== null) return region;
  for (const call of calls) {
    if (call.call !== "AssumeRole") continue;
    return regionOfPartition(call.step.role);
  }
  return null;
}

/** Returns a region that has STS in the partition of `arn`; null for `aws`, where `serviceEndpoint` has a default. */
export function regionOfPartition(arn: string): string | null {
  return REGIONS[arn.split(":")[1] ?? ""] ?? null;
}
