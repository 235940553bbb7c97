import { runMfaProcess } from "../aws/mfa/mfa_process.ts";
import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import type { Credentials, TemporaryCredentials } from "../aws/credentials.ts";
import { callSts } from "../aws/sts/client.ts";
import type { ServiceEndpoint } from "../aws/endpoint.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { freshCode } from "../aws/mfa/fresh_code.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { fieldValue, type Item } from "../vault/item.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import type { Ask } from "./ask.ts";

/** What {@linkcode requestSession} works with. */
interface RequestSessionInput {
  readonly host: Host;
  readonly paths: Paths;
  /** The item at the end of the chain. */
  readonly item: Item;
  /** Where STS is. */
  readonly endpoint: ServiceEndpoint;
  /** Asks for a one-time code. */
  readonly ask: Pick<Ask, "oneTimeCode">;
  /** Shows a line on standard error. */
  readonly report: (line: string) => void;
}

/**
 * Makes one call of STS and returns its session. If the call names an MFA device, the one-time code comes from the item,
 * or else from `mfa_process`, or else from the user.
 *
 * @throws UserError 69 and 77 as `callSts`; 77 if the user cancels; 79 if a code is needed and nobody can be asked.
 */
export async function requestSession(
  call: StsCall,
  source: Credentials,
  input: RequestSessionInput,
): Promise<TemporaryCredentials> {
  const { host, endpoint, report } = input;
  if (call.call === "AssumeRole" && call.cutFrom !== null) {
    report(
      `opaws: a role assumed from a role lasts an hour at most, so the duration of profile ${
        JSON.stringify(call.step.profile)
      }, ${call.cutFrom} s, is cut to that`,
    );
  }
  const code = call.mfa === null ? null : await oneTimeCode(call, call.mfa, input);
  const caBundle = readCaBundle(endpoint.caBundle);
  return await callSts(call, source, code, { host, endpoint, caBundle, report });
}

async function oneTimeCode(
  call: StsCall,
  device: string,
  { host, paths, item, ask, report }: RequestSessionInput,
): Promise<string> {
  const otp = fieldValue(item, "one-time password");
  if (otp !== undefined) {
    const text = typeof otp === "string" ? otp : otp.reveal();
    const secret = await parseOtpSecret(text, item.title);
    const sleep = (time: number) => new Promise<void>((done) => setTimeout(done, time));
    const code = await freshCode({ host, paths, secret, report, sleep });
    return code.reveal();
  }
  if (call.mfaProcess !== null) return await runMfaProcess(call.mfaProcess, device);
  const reason = call.call === "AssumeRole" ? `to assume ${call.step.role}` : "to make a session";
  return await ask.oneTimeCode(device, reason, item.id);
}
