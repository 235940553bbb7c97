import { freshCode } from "../aws/mfa/fresh_code.ts";
import { runMfaProcess } from "../aws/mfa/mfa_process.ts";
import { parseOtpSecret } from "../aws/mfa/otp_secret.ts";
import type { StsCall } from "../aws/sts/call.ts";
import { fieldValue } from "../vault/item.ts";
import { checkMfaProcess } from "./mfa_process_rule.ts";
import type { RequestSessionInput } from "./request_session.ts";

/** A one-time code. */
interface OneTimeCode {
  readonly code: string;
  /** Whether the user typed it, and can do so again. */
  readonly isTyped: boolean;
}

/**
 * Returns a one-time code of the MFA device `device` for `call`: the item's, or else that of `mfa_process`, or else what
 * the user types.
 *
 * @throws UserError 77 if the user cancels; 78 if opaws must not run the `mfa_process`; 79 if nobody can be asked.
 */
export async function oneTimeCode(
  call: StsCall,
  device: string,
  { host, paths, item, mfaProcesses, ask, report }: RequestSessionInput,
): Promise<OneTimeCode> {
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
    return { code: await runMfaProcess(call.mfaProcess, device), isTyped: false };
  }
  const reason = call.call === "AssumeRole" ? `to assume ${call.step.role}` : "to make a session";
  return { code: await ask.oneTimeCode(device, reason, item?.id ?? null), isTyped: true };
}
