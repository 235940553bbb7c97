import { partition } from "@aws-sdk/core/client";
import type { SdkConfig } from "../sdk_config.ts";

/**
 * Returns the URL of the bucket called `bucket`, without a slash at its end. On AWS the bucket is part of the host name
 * (virtual-hosted style), unless its name has dots, which the certificate does not cover. At any other address it is the
 * first part of the path (path style), which every server understands. Source: S3 User Guide, "Methods for accessing a
 * bucket"; the standard addresses are those of the SDK's rules for S3.
 */
export function bucketUrl(
  bucket: string,
  { region, endpoint, useFipsEndpoint, useDualstackEndpoint }: Pick<
    SdkConfig,
    "region" | "endpoint" | "useFipsEndpoint" | "useDualstackEndpoint"
  >,
): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/*$/, "")}/${bucket}`;
  const label = `s3${useFipsEndpoint ? "-fips" : ""}${useDualstackEndpoint ? ".dualstack" : ""}`;
  const host = `${label}.${region}.${partition(region).dnsSuffix}`;
  return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}
