import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { Credentials, TemporaryCredentials } from "../credentials.ts";
import { sdkCredentials } from "../sdk_config.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import { sessionFromResponse } from "./session_response.ts";
import type { StsCall } from "./call.ts";

/** Whose access key it is, as GetCallerIdentity tells. */
export interface CallerIdentity {
  /** The account's 12 digits. */
  readonly account: string;
  /** The ARN of the user or role. */
  readonly arn: string;
}

/**
 * Makes `call` with `source`; `code` is the one-time code that goes along where the call names a device.
 * Faults: 77 refused by STS, 69 no answer or none that STS would give.
 */
export async function callSts(
  call: StsCall,
  source: Credentials,
  code: string | null,
  options: AwsCallOptions,
): Promise<TemporaryCredentials> {
  const what = call.call === "AssumeRole" ? `assume role ${call.step.role}` : "make a session";
  const mfa = call.mfa === null ? {} : { SerialNumber: call.mfa, TokenCode: code! };
  const duration = call.durationSeconds === null ? {} : { DurationSeconds: call.durationSeconds };
  const aws = new AwsCall("sts", what, options);
  const answer = await aws.send(async (config) => {
    const client = new STSClient({ ...config, credentials: sdkCredentials(source) });
    if (call.call === "GetSessionToken") {
      return await client.send(new GetSessionTokenCommand({ ...duration, ...mfa }));
    }
    const { step } = call;
    return await client.send(
      new AssumeRoleCommand({
        ...duration,
        ...mfa,
        RoleArn: step.role,
        RoleSessionName: step.sessionName ?? `opaws-${options.host.now()}`,
        ...(step.externalId === undefined ? {} : { ExternalId: step.externalId }),
        ...(step.sourceIdentity === undefined ? {} : { SourceIdentity: step.sourceIdentity }),
        ...(step.tags && { Tags: step.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
        ...(step.transitiveTags && { TransitiveTagKeys: [...step.transitiveTags] }),
      }),
    );
  });
  return sessionFromResponse(aws, answer.Credentials, options.host.now());
}

/** Asks STS whose `source` is. Faults as {@linkcode callSts}. */
export async function callerIdentity(
  source: Credentials,
  options: AwsCallOptions,
): Promise<CallerIdentity> {
  const aws = new AwsCall("sts", "ask whose the access key is", options);
  const answer = await aws.send(async (config) => {
    const client = new STSClient({ ...config, credentials: sdkCredentials(source) });
    return await client.send(new GetCallerIdentityCommand({}));
  });
  if (!answer.Account || !answer.Arn) throw aws.unusable("its answer names no account");
  return { account: answer.Account, arn: answer.Arn };
}
