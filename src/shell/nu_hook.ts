import nu from "../../shells/hook.nu" with { type: "text" };
import { isHookable } from "./hooked_tools.ts";

/**
 * Returns the script that Nushell reads at startup: a command for each of `tools` that can be one, which calls opaws
 * with the command `program`. All terminals share the file, so it contains no terminal session: without a kernel keyring,
 * opaws asks for the password each time.
 */
export function renderNuHook(program: readonly string[], tools: readonly string[]): string {
  const names = tools.filter(isHookable);
  const called = program.map(quoteNu).join(" ");
  const values: Readonly<Record<string, string>> = {
    COMMANDS: names.map((tool) =>
      `def --wrapped ${quoteNu(tool)} [...rest] { ^${called} run -- ${quoteNu(tool)} ...$rest }\n`
    ).join(""),
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
