import { IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials } from "../credentials.ts";
import { sdkCredentials } from "../sts/client.ts";

/**
 * When the access key was made, as IAM tells its owner (ListAccessKeys); epoch milliseconds. Null when IAM does not list it.
 * Faults: 77 where the user may not ask, 69 no answer.
 */
export async function accessKeyCreationTime(
  source: Credentials,
  options: AwsCallOptions,
): Promise<number | null> {
  const aws = new AwsCall("iam", "ask how old the access key is", options);
  const answer = await aws.send(async ({ useGlobalEndpoint: _, ...config }) => {
    const client = new IAMClient({ ...config, credentials: sdkCredentials(source) });
    return await client.send(new ListAccessKeysCommand({}));
  });
  const own = answer.AccessKeyMetadata?.find((key) => key.AccessKeyId === source.accessKeyId);
  return own?.CreateDate?.getTime() ?? null;
}
