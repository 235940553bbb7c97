import { type Outcome, type PresenceCheck, runChecker } from "./check.ts";

const FPRINTD_VERIFY = "/usr/bin/fprintd-verify";
const PATIENCE = 30_000; // milliseconds

/**
 * The fingerprint reader through fprintd: a finger that is enrolled for this user. `fprintd-verify(1)` exits with 0 and
 * prints `verify-match` when it fits; older versions exit with 0 always, so both are wanted.
 */
export const fingerprint: PresenceCheck = { method: "fingerprint", verify };

async function verify(): Promise<Outcome> {
  const ended = await runChecker(FPRINTD_VERIFY, [], PATIENCE);
  if (ended === null) return unavailable("there is no fprintd-verify of the system's");
  if (ended.status === null) {
    return { kind: "denied", because: "no finger was laid on the reader for half a minute" };
  }
  if (ended.status === 0 && /\bverify-match\b/.test(ended.output)) return { kind: "present" };
  return /\bverify-(no-match|retry|swipe|disconnected|unknown-error)/.test(ended.output)
    ? { kind: "denied", because: "the finger is not one of yours" }
    : unavailable("no fingerprint reader answers, or no finger of yours is enrolled");
}

function unavailable(because: string): Outcome {
  return { kind: "unavailable", because };
}
