import { deletedDirectory, isStdoutClosed, readVariable } from "../host.ts";
import { libc } from "../libc.ts";

/** The variables that hold a token, name its file, or hold the vault that it opens. */
export const TOKEN_VARIABLES: readonly string[] = [
  "OPAWS_TOKEN",
  "OPAWS_TOKEN_FILE",
  "OPAWS_VAULT",
];

/** The variables that hold opaws's own secrets. No program that opaws starts gets them. */
export const SECRET_VARIABLES: readonly string[] = ["OPAWS_SESSION", ...TOKEN_VARIABLES];

/** Says that opaws was restarted to take every step without the plain case. */
export const NOT_PLAIN = "OPAWS_START_FULL";

/**
 * The variables by which the script that starts opaws says what Deno would hide from it, and by which opaws restarts
 * itself.
 */
export const START_VARIABLES: readonly string[] = [
  NOT_PLAIN,
  "OPAWS_START_CWD",
  "OPAWS_START_STDOUT",
  "OPAWS_START_TMPDIR",
];

/** Gives the tool the deleted working directory and the closed standard output that opaws was started with. */
export function restoreStart(): void {
  const directory = deletedDirectory();
  if (directory !== null && libc().changeDirectory(directory)) libc().close(directory);
  if (isStdoutClosed()) libc().close(1);
}

/**
 * Calls `start` while the variables `names` are out of the environment, and puts them back. Unlike a copy of the
 * environment without them, it preserves variables that are not UTF-8. `start` has to read the environment before it
 * returns, as `Deno.Command` does in `spawn()` and `output()`.
 */
export function withoutVariables<T>(names: readonly string[], start: () => T): T {
  const values = names.map((name) => [name, readVariable(name)] as const);
  try {
    for (const name of names) Deno.env.delete(name);
    return start();
  } finally {
    for (const [name, value] of values) if (value !== undefined) Deno.env.set(name, value);
  }
}
