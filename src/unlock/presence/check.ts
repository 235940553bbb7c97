import { startHelper } from "../../exec/start_helper.ts";

/** How a check of a person's presence ended. `because` follows a colon: lower case, no full stop. */
export type Outcome =
  | { readonly kind: "present" }
  /** The person or the machine refused. */
  | { readonly kind: "denied"; readonly because: string }
  /** The check cannot be used on this machine or in this session. `try` is a command that fixes that. */
  | { readonly kind: "unavailable"; readonly because: string; readonly try?: string };

/** One way to verify that a person is present. It hides everything that is specific to an operating system. */
export interface PresenceCheck {
  /** Its name, which becomes the label of the slot. Released names never change. */
  readonly method: string;
  /** Asks the person, and shows `reason` if the system can. Never throws. */
  verify(reason: string): Promise<Outcome>;
}

/** The label of a system slot that needs no check. */
export const NO_CHECK = "login session only";

/** Returns the outcome of a check that cannot be used. */
export function unavailable(because: string): Outcome & { readonly kind: "unavailable" } {
  return { kind: "unavailable", because };
}

/** The result of a program that checks presence. */
interface CheckerResult {
  /** Its exit status; null if it was stopped at the time limit. */
  readonly status: number | null;
  /** What it printed on stdout. */
  readonly output: string;
}

/**
 * Runs a program of the operating system that checks presence, for at most `timeout` milliseconds. It gets an absolute
 * path and nothing from the user's environment, so that neither PATH nor a D-Bus address can replace it. Returns null if
 * it does not exist, does not belong to root, or can be written by others.
 */
export async function runChecker(
  path: string,
  args: readonly string[],
  timeout: number,
): Promise<CheckerResult | null> {
  if (!isSystemProgram(path)) return null;
  const signal = AbortSignal.timeout(timeout);
  try {
    const { code, stdout } = await startHelper(path, {
      args: [...args],
      environment: { only: { PATH: "/usr/bin:/bin", LC_ALL: "C" } },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal,
    }).output();
    return { status: signal.aborted ? null : code, output: new TextDecoder().decode(stdout) };
  } catch {
    return null;
  }
}

function isSystemProgram(path: string): boolean {
  try {
    const { isFile, uid, mode } = Deno.statSync(path);
    return isFile && uid === 0 && ((mode ?? 0) & 0o022) === 0;
  } catch {
    return false;
  }
}
