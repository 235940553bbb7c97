import { GetAccessKeyLastUsedCommand, IAMClient } from "@aws-sdk/client-iam";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials } from "../credentials.ts";
import { sdkCredentials } from "../sdk_config.ts";

/** When and for what an access key was last used. */
interface AccessKeyUse {
  /** RFC 3339; null if it was never used. */
  readonly lastUsed: string | null;
  /** The service, as `s3`; null if it is unknown. */
  readonly service: string | null;
  /** The region; null if it is unknown. */
  readonly region: string | null;
}

/**
 * Asks IAM (GetAccessKeyLastUsed) when the access key `source` was last used anywhere. IAM takes hours to notice a use.
 *
 * @throws UserError (77, denied) if the user may not ask; (69, unavailable) without a response.
 */
export async function accessKeyLastUse(
  source: Credentials,
  options: AwsCallOptions,
): Promise<AccessKeyUse> {
  const aws = new AwsCall("iam", "look up the last use of the access key", options);
  const response = await aws.send(({ useGlobalEndpoint: _, ...config }) =>
    new IAMClient({ ...config, credentials: sdkCredentials(source) })
      .send(new GetAccessKeyLastUsedCommand({ AccessKeyId: source.accessKeyId }))
  );
  const { LastUsedDate: date, ServiceName, Region } = response.AccessKeyLastUsed ?? {};
  return {
    lastUsed: date === undefined ? null : date.toISOString(),
    service: known(ServiceName),
    region: known(Region),
  };
}

/** IAM says `N/A` for what it does not know. */
function known(text: string | undefined): string | null {
  return text === undefined || text === "" || text === "N/A" ? null : text;
}
