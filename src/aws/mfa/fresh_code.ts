import { writeAtomic } from "../../fs/atomic_write.ts";
import { withLock } from "../../fs/lock.ts";
import type { Paths } from "../../fs/paths.ts";
import { readTrusted } from "../../fs/trusted_file.ts";
import type { Host } from "../../host.ts";
import { announceWait } from "../../report_wait.ts";
import type { Secret } from "../../secret.ts";
import type { OtpSecret } from "./otp_secret.ts";

/** What {@linkcode freshCode} works with. */
export interface FreshCodeInput {
  /** The clock. */
  readonly host: Pick<Host, "now" | "random">;
  /** Where the memory is. */
  readonly paths: Pick<Paths, "state">;
  /** Whose code. */
  readonly secret: OtpSecret;
  /** Tells a line on standard error. */
  readonly report: (line: string) => void;
  /** Waits so many milliseconds. */
  readonly sleep: (time: number) => Promise<void>;
}

/** A code with less time left may be refused on its way; milliseconds. */
const TOO_SHORT = 3000;
/** How long one waits for others who want a code of the same device: each takes a window; milliseconds. */
const PATIENCE = 300_000;
const DAY = 86_400_000; // milliseconds

/**
 * Answers a one-time code that AWS has not seen: AWS takes each code once, so the last time step that was used is
 * remembered in `<state>/otp-steps.json`, and the next one awaited; so is it when fewer than 3 seconds are left.
 * Whoever asks at the same time gets a step of their own. Faults as `withLock` and `writeAtomic`.
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
    const used = readEnds(path);
    const last = lastStep(secret, used);
    for (;;) {
      const now = host.now();
      const step = Math.floor(now / secret.period);
      const ends = (step + 1) * secret.period;
      const isUsed = isUsedStep(step, last);
      if (!isUsed && ends - now >= TOO_SHORT) {
        used.set(secret.id, ends);
        writeAtomic(host, path, format(used, now));
        return secret.codeAt(step);
      }
      const why = isUsed ? "the last one is used" : "this one is about to end";
      input.report(
        `opaws: waiting ${Math.ceil((ends - now) / 1000)} s for the next one-time code, for ${why}`,
      );
      await input.sleep(ends - now);
    }
  };
  try {
    return await withLock(path, take, PATIENCE);
  } finally {
    stopNotice();
  }
}

/** Reports whether opaws has used the code of `step` already. */
export function isStepUsed(
  paths: Pick<Paths, "state">,
  secret: OtpSecret,
  step: number,
): boolean {
  return isUsedStep(step, lastStep(secret, readEnds(stepsFile(paths))));
}

/** A clock set back a little may not use a step again; one set back far would else wait for hours. */
function isUsedStep(step: number, last: number | undefined): boolean {
  return last !== undefined && (step === last || step === last - 1);
}

function stepsFile(paths: Pick<Paths, "state">): string {
  return `${paths.state}/otp-steps.json`;
}

function lastStep(secret: OtpSecret, used: ReadonlyMap<string, number>): number | undefined {
  const ends = used.get(secret.id);
  return ends === undefined ? undefined : Math.floor(ends / secret.period) - 1;
}

/**
 * When the last used step of each secret ends, epoch milliseconds, by the secret's id: their steps differ in length. A
 * file that is not of its form is one that nobody can use: no step is known.
 */
function readEnds(path: string): Map<string, number> {
  const file = readTrusted(path, 65_536);
  const used = new Map<string, number>();
  try {
    const read: unknown = file && JSON.parse(new TextDecoder().decode(file.bytes));
    for (const [id, ends] of Object.entries(read ?? {})) {
      if (/^[0-9a-f]{32}$/.test(id) && Number.isSafeInteger(ends)) used.set(id, Number(ends));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return used;
}

/** Without what is a day away: older, or used under a clock that was set back since. */
function format(used: ReadonlyMap<string, number>, now: number): Uint8Array<ArrayBuffer> {
  const recent = [...used].filter(([, ends]) => Math.abs(ends - now) < DAY);
  return new TextEncoder().encode(`${JSON.stringify(Object.fromEntries(recent))}\n`);
}
