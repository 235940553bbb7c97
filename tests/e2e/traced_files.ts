import assert from "node:assert/strict";
import { PASSWORD, type UserHome } from "./user_home.ts";

export const STRACE = "/usr/bin/strace";
/**
 * Runs a command in a session of its own, in which the vault is unlocked: a plain run needs one that the system knows. The
 * arguments follow.
 */
export const OWN_SESSION: readonly string[] = [
  ...["setsid", "--wait", "sh", "-c"],
  'opaws unlock --vault personal --password-stdin >/dev/null && exec "$@"',
  "sh",
];

/**
 * Returns the paths that `opaws` with `args` opens or asks the system about in `home`, in order, even if nothing is there.
 * The command `session` runs it. Fails unless it ends with status 0.
 */
export async function tracePaths(
  home: UserHome,
  args: readonly string[],
  session: readonly string[] = [],
): Promise<string[]> {
  const log = `${home.folder}/strace.log`;
  const trace = ["-f", "-qq", "-s", "500", "-e", "trace=%file", "-o", log];
  const [program, ...rest] = [...session, STRACE, ...trace, `${home.folder}/bin/opaws`, ...args];
  const { code, stderr } = await home.run(program!, rest, { input: `${PASSWORD}\n` });
  assert.equal(code, 0, stderr);
  const calls = Deno.readTextFileSync(log).matchAll(/^\d+ +\w+\((?:AT_FDCWD, )?"(\/[^"]*)"/gm);
  return [...calls].map((match) => match[1]!);
}
