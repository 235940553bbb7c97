import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials } from "../credentials.ts";
import { type SdkConfig, sdkCredentials } from "../sdk_config.ts";

/** How an access key is retired. */
export type Retirement = "delete" | "deactivate";

/**
 * Asks IAM (ListAccessKeys) when the access key `source` was created; epoch milliseconds. Returns null if IAM does not
 * list it.
 *
 * @throws UserError (77, denied) if the user may not ask; (69, unavailable) without a response.
 */
export async function accessKeyCreationTime(
  source: Credentials,
  options: AwsCallOptions,
): Promise<number | null> {
  const aws = new AwsCall("iam", "look up the age of the access key", options);
  const response = await aws.send((config) =>
    iamClient(config, source).send(new ListAccessKeysCommand({}))
  );
  const key = response.AccessKeyMetadata?.find((each) => each.AccessKeyId === source.accessKeyId);
  return key?.CreateDate?.getTime() ?? null;
}

/**
 * Creates another access key for `user`, null for the root user. Makes a single attempt: if the response is lost, a
 * second one would leave a key that nobody knows.
 *
 * @throws UserError (77, denied) if IAM refuses, also because there are two keys already; (69, unavailable) without a
 * response.
 */
export async function createAccessKey(
  source: Credentials,
  user: string | null,
  options: AwsCallOptions,
): Promise<Credentials> {
  const aws = new AwsCall("iam", "create an access key", { ...options, attempts: 1 });
  const response = await aws.send((config) =>
    iamClient(config, source).send(new CreateAccessKeyCommand(userInput(user)))
  );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secret } = response.AccessKey ?? {};
  if (!accessKeyId || !secret) throw aws.badResponse("its response has no access key");
  return { accessKeyId, secretAccessKey: new Secret(secret) };
}

/**
 * Deletes or deactivates the access key `accessKeyId` of `user`, null for the root user.
 *
 * @throws UserError (77, denied) if IAM refuses; (69, unavailable) without a response.
 */
export async function retireAccessKey(
  source: Credentials,
  user: string | null,
  accessKeyId: string,
  how: Retirement,
  options: AwsCallOptions,
): Promise<void> {
  const action = `${how} the access key that ends in ${accessKeyId.slice(-4)}`;
  await new AwsCall("iam", action, options).send(async (config) => {
    const client = iamClient(config, source);
    const key = { ...userInput(user), AccessKeyId: accessKeyId };
    return how === "delete"
      ? await client.send(new DeleteAccessKeyCommand(key))
      : await client.send(new UpdateAccessKeyCommand({ ...key, Status: "Inactive" }));
  });
}

/**
 * Returns the name of the IAM user whose ARN is `arn`, without its path, as IAM's calls take it; null for the root user.
 * Returns undefined for an identity that has no access keys of its own, such as a role. Source: IAM user guide, "IAM
 * identifiers".
 */
export function userNameFromArn(arn: string): string | null | undefined {
  const resource = arn.split(":").slice(5).join(":");
  if (resource === "root") return null;
  return /^user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
}

function iamClient(
  { useGlobalEndpoint: _, ...config }: SdkConfig,
  credentials: Credentials,
): IAMClient {
  return new IAMClient({ ...config, credentials: sdkCredentials(credentials) });
}

function userInput(user: string | null): { UserName?: string } {
  return user === null ? {} : { UserName: user };
}
