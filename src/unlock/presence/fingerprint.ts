import { type Outcome, type PresenceCheck, runChecker, unavailable } from "./check.ts";

const FPRINTD_VERIFY = "/usr/bin/fprintd-verify";
const TIMEOUT = 30_000; // milliseconds

/**
 * Checks presence with the fingerprint reader, through fprintd: a finger that is enrolled for this user. On a match,
 * `fprintd-verify(1)` exits with 0 and prints `verify-match`. Older versions always exit with 0, so both are required.
 */
export const fingerprint: PresenceCheck = { method: "fingerprint", verify };

async function verify(): Promise<Outcome> {
  const result = await runChecker(FPRINTD_VERIFY, [], TIMEOUT);
  if (result === null) {
    return unavailable(`${FPRINTD_VERIFY} does not exist or can be changed by other users`);
  }
  if (result.status === null) {
    return { kind: "denied", because: "no finger touched the reader for 30 seconds" };
  }
  if (result.status === 0 && /\bverify-match\b/.test(result.output)) return { kind: "present" };
  return /\bverify-(no-match|retry|swipe|disconnected|unknown-error)/.test(result.output)
    ? { kind: "denied", because: "the fingerprint does not match" }
    : unavailable("no fingerprint reader answers, or no finger of yours is enrolled");
}
