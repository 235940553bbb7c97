import type { RoleConfig } from "../config/role_config.ts";
import type { Credentials, TemporaryCredentials } from "../credentials.ts";
import { UserError } from "../../errors.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import { querySts } from "./query.ts";
import { responseCredentials, sessionFromResponse } from "./session_response.ts";
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
  const aws = new AwsCall("sts", action, options);
  const issued = await aws.send(async (config) =>
    responseCredentials(
      await querySts(config, source, call.call, {
        DurationSeconds: call.durationSeconds?.toString(),
        SerialNumber: call.mfa ?? undefined,
        TokenCode: call.mfa === null ? undefined : code!,
        ...(call.call === "AssumeRole" ? roleParameters(call.step, options.host.now()) : {}),
      }),
    )
  );
  return sessionFromResponse(aws, issued, options.host.now());
}

/** Returns the parameters of AssumeRole about the role. Lists are numbered from 1. */
function roleParameters(step: RoleConfig, now: number): Record<string, string | undefined> {
  const tags = (step.tags ?? []).flatMap(({ key, value }, at) => [
    [`Tags.member.${at + 1}.Key`, key],
    [`Tags.member.${at + 1}.Value`, value],
  ]);
  const transitive = (step.transitiveTags ?? []).map((key, at) => [
    `TransitiveTagKeys.member.${at + 1}`,
    key,
  ]);
  return {
    RoleArn: step.role,
    RoleSessionName: step.sessionName ?? `opaws-${now}`,
    ExternalId: step.externalId,
    SourceIdentity: step.sourceIdentity,
    ...Object.fromEntries([...tags, ...transitive]),
  };
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
  const result = await aws.send((config) => querySts(config, source, "GetCallerIdentity", {}));
  const [account, arn] = [result.text("Account"), result.text("Arn")];
  if (!account || !arn) throw aws.badResponse("its response names no account");
  return { account, arn };
}
