import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { Secret } from "../../secret.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials } from "../credentials.ts";
import { sdkCredentials } from "../sts/client.ts";

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
