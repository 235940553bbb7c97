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
import { askSecret } from "../unlock/prompts/ask_secret.ts";
import { report } from "../cli/output.ts";

/** What {@linkcode requestSession} works with. */
export interface RequestSessionInput {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The item whose chain it is. */
  readonly item: Item;
  /** Where STS is. */
  readonly endpoint: ServiceEndpoint;
}

/**
 * Makes one call of STS, with a one-time code where it names a device: the item's, else what `mfa_process` prints, else
 * asked on the terminal. Faults: 69 and 77 as `callSts`; 77 cancelled; 79 a code is needed and there is no terminal.
 */
export async function requestSession(
  call: StsCall,
  source: Credentials,
  input: RequestSessionInput,
): Promise<TemporaryCredentials> {
  const { host, endpoint } = input;
  if (call.call === "AssumeRole" && call.cutFrom !== null) {
    report(
      `opaws: a role assumed from a role lasts an hour at most; duration ${call.cutFrom} s of profile ${
        JSON.stringify(call.step.profile)
      } is cut to that`,
    );
  }
  const code = call.mfa === null ? null : await codeFor(call, call.mfa, input);
  const caBundle = readCaBundle(endpoint.caBundle);
  return await callSts(call, source, code, { host, endpoint, caBundle, report });
}

async function codeFor(call: StsCall, device: string, input: RequestSessionInput): Promise<string> {
  const { host, paths, item } = input;
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
  const answer = await askSecret([`opaws: ${reason}`], `One-time code of ${device}: `, {
    cannot: `get a one-time code for ${device}`,
    because: "there is no terminal to ask for it on, and the item has no one-time password",
    alternative: "an item with a one-time password needs no asking",
    try: `opaws item edit ${item.id}`,
  });
  return answer.reveal().trim();
}
