import type { AwsCallOptions } from "../aws/aws_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import { freshCode } from "../aws/mfa/fresh_code.ts";
import { runMfaProcess } from "../aws/mfa/mfa_process.ts";
import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { callSts } from "../aws/sts/client.ts";
import { fetchIdentityToken } from "../aws/sts/identity_token.ts";
import type { WebIdentity } from "../aws/sts/web_identity.ts";
import { callWebIdentity } from "../aws/sts/web_identity_call.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { reportWait } from "../report_wait.ts";
import { fieldValue, type Item } from "../vault/item.ts";
import type { Ask } from "./ask.ts";
import { checkMfaProcess, type PlannedMfaProcess } from "./mfa_process_rule.ts";

/** The input of {@linkcode requestSession}. */
interface RequestSessionInput {
  readonly host: Host;
  readonly paths: Paths;
  /** The item whose access key starts the chain. */
  readonly item: Item;
  readonly endpoint: ServiceEndpoint;
  /** The commands of the plan that print one-time codes. */
  readonly mfaProcesses: readonly PlannedMfaProcess[];
  /** Asks for a one-time code. */
  readonly ask: Pick<Ask, "oneTimeCode">;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
}

/**
 * Makes one STS call and returns its session. If the call names an MFA device, the one-time code comes from the item, or
 * else from `mfa_process`, or else from the user.
 *
 * @throws UserError 69 or 77 as `callSts` does; 77 if the user cancels; 78 if opaws must not run the `mfa_process`; 79 if a code is needed and nobody can be asked.
 */
export async function requestSession(
  call: StsCall,
  source: Credentials,
  input: RequestSessionInput,
): Promise<TemporaryCredentials> {
  const { host, endpoint, report } = input;
  if (call.call === "AssumeRole" && call.cutFrom !== null) {
    const profile = JSON.stringify(call.step.profile);
    report(
      `opaws: a role assumed from another role lasts an hour at most, so the session of profile ${profile} is cut from ${call.cutFrom} to ${call.durationSeconds} s`,
    );
  }
  const code = call.mfa === null ? null : await oneTimeCode(call, call.mfa, input);
  const caBundle = readCaBundle(endpoint.caBundle);
  return await callSts(call, source, code, { host, endpoint, caBundle, report });
}

async function oneTimeCode(
  call: StsCall,
  device: string,
  { host, paths, item, mfaProcesses, ask, report }: RequestSessionInput,
): Promise<string> {
  const otp = fieldValue(item, "one-time password");
  if (otp !== undefined) {
    const text = typeof otp === "string" ? otp : otp.reveal();
    const secret = await parseOtpSecret(text, item.title);
    const sleep = (time: number) => new Promise<void>((done) => setTimeout(done, time));
    const code = await freshCode({ host, paths, secret, report, sleep });
    return code.reveal();
  }
  if (call.mfaProcess !== null) {
    checkMfaProcess(mfaProcesses, call.mfaProcess);
    return await runMfaProcess(call.mfaProcess, device);
  }
  const reason = call.call === "AssumeRole" ? `to assume ${call.step.role}` : "to make a session";
  return await ask.oneTimeCode(device, reason, item.id);
}

/**
 * Fetches the CI job's web identity token and exchanges it for a session of the role.
 *
 * @throws UserError as `fetchIdentityToken` and `callWebIdentity` do.
 */
export async function requestWebIdentitySession(
  identity: WebIdentity,
  durationSeconds: number | null,
  options: Pick<AwsCallOptions, "host" | "endpoint" | "report">,
): Promise<TemporaryCredentials> {
  const caBundle = readCaBundle(options.endpoint.caBundle);
  const token = await reportWait(
    "the runner to issue a web identity token",
    fetchIdentityToken(identity, caBundle),
    options.report,
  );
  return await callWebIdentity(identity, token, durationSeconds, { ...options, caBundle });
}
