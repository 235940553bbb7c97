import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { Credentials, TemporaryCredentials } from "../credentials.ts";
import { UserError } from "../../errors.ts";
import { sdkCredentials } from "../sdk_config.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import { sessionFromResponse } from "./session_response.ts";
import type { StsCall } from "./call.ts";

/** The owner of an access key, as GetCallerIdentity returns it. */
export interface CallerIdentity {
  /** The account's 12 digits. */
  readonly account: string;
  /** The ARN of the user or role. */
  readonly arn: string;
}

/**
 * Makes `call`, signed with `source`. `code` is the one-time code of the MFA device that the call names, if it names one.
 *
 * @throws UserError (77, denied) if STS refuses; (69, unavailable) without a usable response.
 */
export async function callSts(
  call: StsCall,
  source: Credentials,
  code: string | null,
  options: AwsCallOptions,
): Promise<TemporaryCredentials> {
  const action = call.call === "AssumeRole" ? `assume role ${call.step.role}` : "get a session";
  const mfa = call.mfa === null ? {} : { SerialNumber: call.mfa, TokenCode: code! };
  const duration = call.durationSeconds === null ? {} : { DurationSeconds: call.durationSeconds };
  const aws = new AwsCall("sts", action, options);
  const response = await aws.send(async (config) => {
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
  return sessionFromResponse(aws, response.Credentials, options.host.now());
}

/** Reports whether STS refused a call only for its one-time code. */
export function isWrongCode(error: unknown): boolean {
  return error instanceof UserError && error.cause instanceof Error &&
    /invalid MFA one time pass ?code/i.test(error.cause.message);
}

/**
 * Asks STS who owns `source`.
 *
 * @throws UserError as {@linkcode callSts} does.
 */
export async function callerIdentity(
  source: Credentials,
  options: AwsCallOptions,
): Promise<CallerIdentity> {
  const aws = new AwsCall("sts", "look up the owner of the access key", options);
  const response = await aws.send(async (config) => {
    const client = new STSClient({ ...config, credentials: sdkCredentials(source) });
    return await client.send(new GetCallerIdentityCommand({}));
  });
  if (!response.Account || !response.Arn) throw aws.badResponse("its response names no account");
  return { account: response.Account, arn: response.Arn };
}
