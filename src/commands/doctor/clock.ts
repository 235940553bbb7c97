import { MAX_CLOCK_SKEW, measureClockSkew } from "../../aws/clock_skew.ts";
import { environmentEndpoint } from "../../credentials/call_options.ts";
import { readCaBundle } from "../../aws/ca_bundle.ts";
import type { CommandContext } from "../../cli/context.ts";
import { type CheckResult, well, wrong } from "./finding.ts";

/** How long an answer is waited for; milliseconds. */
const PATIENCE = 3000;

/** This machine's clock against AWS's: signatures and one-time codes are made by it. */
export async function clock(context: CommandContext): Promise<CheckResult> {
  const { host, paths } = context;
  const endpoint = environmentEndpoint(host, paths.home, "sts", null);
  const skew = await measureClockSkew(
    endpoint,
    readCaBundle(endpoint.caBundle),
    host.now,
    PATIENCE,
  );
  return judgeClock(skew, host.platform === "darwin" ? "sudo sntp -sS time.apple.com" : null);
}

/** What is to be said of a clock that goes `skew` milliseconds ahead of AWS's; null when that is not known. */
export function judgeClock(skew: number | null, mend: string | null): CheckResult {
  if (skew === null) {
    return { state: "note", says: "AWS does not answer, so the clock is not compared with its" };
  }
  if (Math.abs(skew) <= MAX_CLOCK_SKEW) return well("this machine's clock agrees with AWS's");
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const says =
    `this machine's clock is ${minutes} min ${skew < 0 ? "behind" : "ahead of"} AWS's, ` +
    "which refuses signatures and one-time codes then";
  return wrong(says, mend ?? "sudo timedatectl set-ntp true");
}
