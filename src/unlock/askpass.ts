import { UserError } from "../errors.ts";
import { SECRET_VARIABLES, withoutVariables } from "../exec/own_variables.ts";
import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import type { Answer } from "./terminal_prompt.ts";

const LIMIT = 1024; // bytes, as in ssh

/** When the program of `OPAWS_ASKPASS` is to ask: instead of the terminal, where there is no terminal, or never. */
export type AskpassUse = "first" | "without-terminal" | "never";

/**
 * Answers when `OPAWS_ASKPASS` asks, by ssh's rules (`ssh(1)`, SSH_ASKPASS): where there is no terminal and there is a
 * display; `OPAWS_ASKPASS_REQUIRE` set to `prefer` puts it before the terminal, `force` also without a display, `never`
 * rules it out.
 */
export function askpassUse(host: Pick<Host, "env" | "platform">): AskpassUse {
  if (!host.env("OPAWS_ASKPASS")) return "never";
  const require = (host.env("OPAWS_ASKPASS_REQUIRE") ?? "").toLowerCase();
  // macOS and Windows have no such variable: whoever is logged in has a screen.
  const display = host.platform !== "linux" || host.env("DISPLAY") || host.env("WAYLAND_DISPLAY");
  if (require === "force") return "first";
  if (require === "never" || !display) return "never";
  return require === "prefer" ? "first" : "without-terminal";
}

/**
 * Asks by the program that `OPAWS_ASKPASS` names: it gets the question as its one argument and prints the answer, of
 * which the first line counts; any exit status but 0 cancels. It gets none of opaws's own secrets.
 * Faults: 78 when it is no absolute path, or answers too much or what is not UTF-8; 126 when it cannot be started.
 */
export async function askByProgram(host: Pick<Host, "env">, question: string): Promise<Answer> {
  const program = host.env("OPAWS_ASKPASS") ?? "";
  // A relative one could be found in a directory that somebody else filled.
  if (!/^(\/|[A-Za-z]:[\\/])/.test(program)) {
    throw fault("refused", "OPAWS_ASKPASS is not an absolute path");
  }
  let output: Deno.CommandOutput;
  try {
    output = await withoutVariables(SECRET_VARIABLES, () =>
      new Deno.Command(program, {
        args: [question],
        stdin: "null",
        stdout: "piped",
        stderr: "inherit",
      }).output());
  } catch (error) {
    throw fault("notRunnable", `${program} cannot be started`, error);
  }
  const bytes = output.stdout;
  try {
    if (!output.success) return { kind: "cancelled" };
    const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
    const line = end < 0 ? bytes : bytes.subarray(0, end);
    if (line.length > LIMIT) throw fault("refused", `${program} answered more than ${LIMIT} bytes`);
    return { kind: "answered", text: new Secret(decode(line, program)) };
  } finally {
    bytes.fill(0);
  }
}

/** One sign for all that is not UTF-8 would stand for many passwords. */
function decode(line: Uint8Array, program: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    throw fault("refused", `${program} answered what is not UTF-8`);
  }
}

function fault(exit: "refused" | "notRunnable", because: string, cause?: unknown): UserError {
  return new UserError({
    exit,
    code: "askpass",
    cannot: "ask for a password",
    because,
    try: "unset OPAWS_ASKPASS",
    cause,
  });
}
