import type { AwsCallOptions } from "../aws/aws_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import { freshCode } from "../aws/mfa/fresh_code.ts";
import { runMfaProcess } from "../aws/mfa/mfa_process.ts";
import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { callSts, isWrongCode } from "../aws/sts/client.ts";
import { fetchIdentityToken } from "../aws/sts/identity_token.ts";
import type { WebIdentity } from "../aws/sts/web_identity.ts";
import { callWebIdentity } from "../aws/sts/web_identity_call.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { reportWait } from "../report_wait.ts";
import { fieldValue, type Item } from "../vault/item.ts";
import type { Ask } from "./ask.ts";
import { checkMfaProcess, type PlannedMfaProcess } from "./mfa_process_rule.ts";

const MAX_TRIES = 3;

/** The input of {@linkcode requestSession}. */
interface RequestSessionInput {
  readonly host: Host;
  readonly paths: Paths;
  /** The item whose access key starts the chain; null if no item does. */
  readonly item: Item | null;
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
 * else from `mfa_process`, or else from the user, who has three tries.
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
    const { profile, role } = call.step;
    const session = profile === null ? role : `profile ${JSON.stringify(profile)}`;
    report(
      `opaws: a role assumed from another role lasts an hour at most, so the session of ${session} is cut from ${call.cutFrom} to ${call.durationSeconds} s`,
    );
  }
  const options = { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report };
  for (let left = MAX_TRIES - 1;; left--) {
    const { code, isTyped } = await oneTimeCode(call, input);
    try {
      return await callSts(call, source, code, options);
    } catch (error) {
      if (!isTyped || left === 0 || !isWrongCode(error)) throw error;
      report("opaws: AWS does not accept this code; it takes each one once, so wait for the next");
    }
  }
}

/** A one-time code; null if the call needs none. */
interface OneTimeCode {
  readonly code: string | null;
  /** Whether the user typed it, and can do so again. */
  readonly isTyped: boolean;
}

async function oneTimeCode(
  call: StsCall,
  { host, paths, item, mfaProcesses, ask, report }: RequestSessionInput,
): Promise<OneTimeCode> {
  if (call.mfa === null) return { code: null, isTyped: false };
  const otp = item === null ? undefined : fieldValue(item, "one-time password");
  if (item !== null && otp !== undefined) {
    const text = typeof otp === "string" ? otp : otp.reveal();
    const secret = await parseOtpSecret(text, item.title);
    const sleep = (time: number) => new Promise<void>((done) => setTimeout(done, time));
    const code = await freshCode({ host, paths, secret, report, sleep });
    return { code: code.reveal(), isTyped: false };
  }
  if (call.mfaProcess !== null) {
    checkMfaProcess(mfaProcesses, call.mfaProcess);
    return { code: await runMfaProcess(call.mfaProcess, call.mfa), isTyped: false };
  }
  const reason = call.call === "AssumeRole" ? `to assume ${call.step.role}` : "to make a session";
  return { code: await ask.oneTimeCode(call.mfa, reason, item?.id ?? null), isTyped: true };
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
