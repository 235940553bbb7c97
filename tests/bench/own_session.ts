import { denoHost } from "../../src/host.ts";
import { systemSession } from "../../src/unlock/terminal_session.ts";
import { isFile } from "../ignore.ts";

const SETSID = "/usr/bin/setsid";

/**
 * Runs this program again as the leader of a session of its own if the system knows none, as in a container whose terminal is
 * outside, and passes its status on: a terminal always has one, and opaws takes longer without. Returns whether it did.
 */
export async function ranInOwnSession(): Promise<boolean> {
  if (Deno.build.os !== "linux" || systemSession(denoHost) !== null || !isFile(SETSID)) {
    return false;
  }
  const main = new URL(Deno.mainModule).pathname;
  const { code } = await new Deno.Command(SETSID, {
    args: ["--wait", Deno.execPath(), "run", "-A", decodeURIComponent(main), ...Deno.args],
    stdin: "null",
  }).spawn().status;
  Deno.exitCode = code;
  return true;
}
