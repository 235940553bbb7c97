import { writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { announceWait } from "../../report_wait.ts";
import type { Secret } from "../../secret.ts";
import type { OtpSecret } from "./otp_secret.ts";
import { joinPath } from "../../fs/path.ts";

/** The input of {@linkcode freshCode}. */
interface FreshCodeInput {
  /** The clock. */
  readonly host: Pick<Host, "now" | "random">;
  /** The state folder. */
  readonly paths: Pick<Paths, "state">;
  /** The secret that makes the codes. */
  readonly secret: OtpSecret;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
  /** Waits `time` milliseconds. */
  readonly sleep: (time: number) => Promise<void>;
}

/** The shortest time that a code must still be valid, because it may expire on its way to AWS; milliseconds. */
const MIN_TIME_LEFT = 3000;
/** How long to wait for other processes that use the same device. Each takes a time step of its own; milliseconds. */
const LOCK_TIMEOUT = 300_000;
const DAY = 86_400_000; // milliseconds

/**
 * Returns a one-time code that AWS has not seen. AWS accepts each code once, so opaws records the last used time step
 * (RFC 6238) in `<state>/otp-steps.json` and waits for the next one. It also waits if a code expires in less than 3
 * seconds. Concurrent processes get a step each.
 *
 * @throws UserError as {@linkcode withLock} and {@linkcode writeAtomic} do.
 */
export async function freshCode(input: FreshCodeInput): Promise<Secret> {
  const { host, paths, secret } = input;
  const path = stepsFile(paths);
  const stopNotice = announceWait(
    "another opaws, which waits for its one-time code",
    input.report,
  );
  const take = async (): Promise<Secret> => {
    stopNotice();
    const ends = readStepEnds(path);
    const last = lastStep(secret, ends);
    for (;;) {
      const now = host.now();
      const step = Math.floor(now / secret.period);
      const end = (step + 1) * secret.period;
      const isUsed = isUsedStep(step, last);
      if (!isUsed && end - now >= MIN_TIME_LEFT) {
        ends.set(secret.id, end);
        writeAtomic(host, path, format(ends, now));
        return secret.codeAt(step);
      }
      const seconds = Math.ceil((end - now) / 1000);
      const why = isUsed ? "the current one is used" : "the current one is about to expire";
      input.report(`opaws: waiting ${seconds} s for the next one-time code: ${why}`);
      await input.sleep(end - now);
    }
  };
  try {
    return await withLock(path, take, LOCK_TIMEOUT);
  } finally {
    stopNotice();
  }
}

/** Reports whether opaws has already used the code of `step`. */
export function isStepUsed(
  paths: Pick<Paths, "state">,
  secret: OtpSecret,
  step: number,
): boolean {
  return isUsedStep(step, lastStep(secret, readStepEnds(stepsFile(paths))));
}

/** Covers a clock that was set back by a little. If it was set back far, opaws would otherwise wait for hours. */
function isUsedStep(step: number, last: number | undefined): boolean {
  return last !== undefined && (step === last || step === last - 1);
}

function stepsFile(paths: Pick<Paths, "state">): string {
  return joinPath(paths.state, "otp-steps.json");
}

function lastStep(secret: OtpSecret, ends: ReadonlyMap<string, number>): number | undefined {
  const end = ends.get(secret.id);
  return end === undefined ? undefined : Math.floor(end / secret.period) - 1;
}

/**
 * Reads when the last used step of each secret ends, in epoch milliseconds, by the secret's id. Secrets differ in the
 * length of a step. A malformed file counts as empty.
 */
function readStepEnds(path: string): Map<string, number> {
  const bytes = readTrusted(path, 65_536);
  const found = new Map<string, number>();
  try {
    const read: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    for (const [id, end] of Object.entries(read ?? {})) {
      if (/^[0-9a-f]{32}$/.test(id) && Number.isSafeInteger(end)) found.set(id, Number(end));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return found;
}

/** Formats `ends` without those a day away: they are old, or the clock was set back since. */
function format(ends: ReadonlyMap<string, number>, now: number): Uint8Array<ArrayBuffer> {
  const recent = [...ends].filter(([, end]) => Math.abs(end - now) < DAY);
  return new TextEncoder().encode(`${JSON.stringify(Object.fromEntries(recent))}\n`);
}
