import type { StsCall } from "./call.ts";

/** A region of each partition that has STS, for a role of that partition. */
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
 * The region in which STS is called: the one that holds, else one of the partition of the first role, for an access
 * key of one partition opens nothing in another; null leaves it to the endpoint rule.
 */
export function stsRegion(region: string | null, calls: readonly StsCall[]): string | null {
  if (region !== null) return region;
  for (const call of calls) {
    if (call.call !== "AssumeRole") continue;
    return regionOfPartition(call.step.role);
  }
  return null;
}

/** A region that has STS in the partition of `arn`; null in the usual one, where the endpoint rule knows what to do. */
export function regionOfPartition(arn: string): string | null {
  return REGIONS[arn.split(":")[1] ?? ""] ?? null;
}
