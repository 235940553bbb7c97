import nu from "../../shells/hook.nu" with { type: "text" };
import type { Platform } from "../platform.ts";
import { isHookable } from "./hooked_tools.ts";

/**
 * How a command of the hook starts a program on Linux and macOS. `env` removes and sets the variables, because Nushell
 * passes what is piped in only to the first program of a command.
 */
const START = "^/usr/bin/env -u DENO_INTERNAL_CHILD_ENTRYPOINT " +
  '...(if ($env.TMPDIR? | default "/" | str starts-with "/") { [] } ' +
  'else { [$"OPAWS_START_TMPDIR=($env.TMPDIR)" TMPDIR=/tmp] }) ';

/**
 * Returns the script that Nushell reads at startup: a command for each of `tools` that can be one, which calls opaws
 * with the command `program`. All terminals share the file, so it contains no terminal session: without a kernel keyring,
 * opaws asks for the password each time. `platform` is the system of the shell.
 */
export function renderNuHook(
  program: readonly string[],
  tools: readonly string[],
  platform: Platform,
): string {
  const isWindows = platform === "windows";
  const names = tools.filter(isHookable);
  const called = program.map(quoteNu).join(" ");
  const values: Readonly<Record<string, string>> = {
    COMMANDS: names.map((tool) =>
      `def --wrapped ${quoteNu(tool)} [...rest] { ${isWindows ? "^" : START}${called} ` +
      `run -- ${quoteNu(tool)} ...$rest }\n`
    ).join(""),
    START: isWindows ? "hide-env --ignore-errors DENO_INTERNAL_CHILD_ENTRYPOINT" : "",
    TOOL_LIST: quoteNu(names.join(",")),
  };
  return nu.replace(/::([A-Z_]+)::/g, (_, name: string) => values[name]!);
}

/** Reports whether `text` is a hook of Nushell that opaws wrote. */
export function isNuHook(text: string): boolean {
  return text.startsWith(nu.slice(0, nu.indexOf(" for ")));
}

/** Returns `text` as a Nushell string in double quotes, in which only backslashes are special. Throws `TypeError` on NUL. */
export function quoteNu(text: string): string {
  if (text.includes("\0")) throw new TypeError("no shell can hold a NUL");
  return `"${
    text.replace(/[\\"]/g, "\\$&")
      // deno-lint-ignore no-control-regex
      .replace(/[\u0000-\u001f\u007f]/g, (control) => `\\u{${control.charCodeAt(0).toString(16)}}`)
  }"`;
}
