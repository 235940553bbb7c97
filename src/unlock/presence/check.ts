/** How a check of a person's presence ended; `because` is read after a colon: lower case, no full stop. */
export type Outcome =
  | { readonly kind: "present" }
  /** A person, or the machine, said no. */
  | { readonly kind: "denied"; readonly because: string }
  /** It cannot be asked here. */
  | { readonly kind: "unavailable"; readonly because: string };

/** One way to verify that a person is there. Whatever is particular to a system stays behind this. */
export interface PresenceCheck {
  /** Its name, which is written into the slot; never changed once released. */
  readonly method: string;
  /** Asks; `reason` is shown where the system shows one. Throws never. */
  verify(reason: string): Promise<Outcome>;
}

/** The label of a system slot that no check stands before. */
export const NO_CHECK = "login session only";

/** How a program that checks presence ended. */
export interface Ended {
  /** Its exit status; null when it was stopped after its time. */
  readonly status: number | null;
  /** What it printed on stdout. */
  readonly output: string;
}

/**
 * Runs a checking program of the system's by its absolute path, with nothing of the user's environment: neither PATH nor
 * a bus of the user's choice may stand for it. Null when it is not there, or not root's alone.
 */
export async function runChecker(
  path: string,
  args: readonly string[],
  patience: number,
): Promise<Ended | null> {
  if (!isOfSystem(path)) return null;
  const signal = AbortSignal.timeout(patience);
  try {
    const { code, stdout } = await new Deno.Command(path, {
      args: [...args],
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
      clearEnv: true,
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

function isOfSystem(path: string): boolean {
  try {
    const { isFile, uid, mode } = Deno.statSync(path);
    return isFile && uid === 0 && ((mode ?? 0) & 0o022) === 0;
  } catch {
    return false;
  }
}
