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
import { sdkCredentials } from "../sdk_config.ts";

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

/** What is to become of an access key. */
export type Retirement = "delete" | "deactivate";

/**
 * Makes one more access key for `user`, null for the root user. It is tried once: when the answer is lost, a further
 * attempt would leave a key that nobody knows. Faults: 77 refused, also where there are two already; 69 no answer.
 */
export async function createAccessKey(
  source: Credentials,
  user: string | null,
  options: AwsCallOptions,
): Promise<Credentials> {
  const aws = new AwsCall("iam", "make a new access key", { ...options, attempts: 1 });
  const answer = await aws.send(async ({ useGlobalEndpoint: _, ...config }) => {
    const client = new IAMClient({ ...config, credentials: sdkCredentials(source) });
    return await client.send(new CreateAccessKeyCommand(named(user)));
  });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secret } = answer.AccessKey ?? {};
  if (!accessKeyId || !secret) throw aws.unusable("its answer holds no access key");
  return { accessKeyId, secretAccessKey: new Secret(secret) };
}

/** Deletes or deactivates the access key `accessKeyId` of `user`, null for the root user. Faults: 77 refused, 69 no answer. */
export async function retireAccessKey(
  source: Credentials,
  user: string | null,
  accessKeyId: string,
  how: Retirement,
  options: AwsCallOptions,
): Promise<void> {
  const what = `${how} the access key that ends in ${accessKeyId.slice(-4)}`;
  await new AwsCall("iam", what, options).send(async ({ useGlobalEndpoint: _, ...config }) => {
    const client = new IAMClient({ ...config, credentials: sdkCredentials(source) });
    const which = { ...named(user), AccessKeyId: accessKeyId };
    return how === "delete"
      ? await client.send(new DeleteAccessKeyCommand(which))
      : await client.send(new UpdateAccessKeyCommand({ ...which, Status: "Inactive" }));
  });
}

function named(user: string | null): { UserName?: string } {
  return user === null ? {} : { UserName: user };
}

/**
 * The name of the IAM user whose ARN `arn` is, as IAM's calls take it: without the path; null of the root user.
 * Undefined of what can have no access key of its own, such as a role. Source: IAM user guide, "IAM identifiers".
 */
export function userNameFromArn(arn: string): string | null | undefined {
  const resource = arn.split(":").slice(5).join(":");
  if (resource === "root") return null;
  return /^user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
}
