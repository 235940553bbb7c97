import nu from "../../shells/hook.nu" with { type: "text" };
import { isHookable } from "./hooked_tools.ts";

/**
 * The script that Nushell reads at its start: a command for each of `tools` that can be one, which calls opaws by the
 * words `program`. It stands in a file, so it holds nothing of one terminal: where the kernel keeps no keys, each command
 * of a Nushell asks.
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

/** `text` as one word of Nushell in double quotes, in which only backslashes mean anything. Throws `TypeError` on NUL. */
export function quoteNu(text: string): string {
  if (text.includes("\0")) throw new TypeError("no shell can hold a NUL");
  return `"${
    text.replace(/[\\"]/g, "\\$&")
      // deno-lint-ignore no-control-regex
      .replace(/[\u0000-\u001f\u007f]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
  }"`;
}
