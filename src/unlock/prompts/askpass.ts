import { UserError } from "../../errors.ts";
import { untrustedCause, untrustedPart } from "../../exec/program_trust.ts";
import { startHelper } from "../../exec/start_helper.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import type { Answer } from "./terminal_prompt.ts";
import { unsetCommand } from "../../unset_command.ts";
import { isAbsolute } from "../../fs/path.ts";

const MAX_BYTES = 1024; // as in ssh

/** When the program of `OPAWS_ASKPASS` asks: before the terminal, only without a terminal, or never. */
export type AskpassUse = "first" | "without-terminal" | "never";

/**
 * Returns when the program of `OPAWS_ASKPASS` asks, by the rules of ssh (`ssh(1)`, SSH_ASKPASS): if there is a display but
 * no terminal. `OPAWS_ASKPASS_REQUIRE=prefer` asks it before the terminal, `force` does so without a display too, and
 * `never` turns it off.
 */
export function askpassUse(host: Pick<Host, "env" | "platform">): AskpassUse {
  if (!host.env("OPAWS_ASKPASS")) return "never";
  const require = (host.env("OPAWS_ASKPASS_REQUIRE") ?? "").toLowerCase();
  // macOS and Windows have no such variable: a logged-in user has a screen.
  const display = host.platform !== "linux" || host.env("DISPLAY") || host.env("WAYLAND_DISPLAY");
  if (require === "force") return "first";
  if (require === "never" || !display) return "never";
  return require === "prefer" ? "first" : "without-terminal";
}

/**
 * Asks with the program of `OPAWS_ASKPASS`. It gets the question as its only argument and prints the answer, of which the
 * first line counts. An exit status other than 0 cancels. It gets none of opaws's own secrets.
 *
 * @throws UserError 78 if the path is not absolute, or the answer is too long or not UTF-8; 126 if the program cannot be
 * started, or another user can replace it.
 */
export async function askByProgram(host: Pick<Host, "env">, question: string): Promise<Answer> {
  const program = host.env("OPAWS_ASKPASS") ?? "";
  // A relative path could name a program in a directory that somebody else filled.
  if (!isAbsolute(program)) {
    throw askpassError("refused", "OPAWS_ASKPASS is not an absolute path");
  }
  let output: Deno.CommandOutput;
  try {
    const untrusted = untrustedPart(program, []);
    if (untrusted !== null) throw askpassError("notRunnable", untrustedCause(untrusted));
    output = await startHelper(program, {
      args: [question],
      environment: { inherit: {} },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).output();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw askpassError("notRunnable", `${program} cannot be started`, error);
  }
  const bytes = output.stdout;
  try {
    if (!output.success) return { kind: "cancelled" };
    const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
    const line = end < 0 ? bytes : bytes.subarray(0, end);
    if (line.length > MAX_BYTES) {
      throw askpassError("refused", `${program} printed more than ${MAX_BYTES} bytes`);
    }
    return { kind: "answered", text: new Secret(decode(line, program)) };
  } finally {
    bytes.fill(0);
  }
}

/** Throws on bytes that are not UTF-8: with a replacement character for them, many passwords would be the same. */
function decode(line: Uint8Array, program: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    throw askpassError("refused", `${program} printed a password that is not UTF-8`);
  }
}

function askpassError(
  exit: "refused" | "notRunnable",
  because: string,
  cause?: unknown,
): UserError {
  return new UserError({
    exit,
    code: "askpass",
    cannot: "ask for a password",
    because,
    try: unsetCommand(["OPAWS_ASKPASS"]),
    cause,
  });
}
