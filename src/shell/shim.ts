import type { Platform } from "../platform.ts";
import { quote } from "../quote.ts";
import { BATCH_MARK, MARK } from "./shim_mark.ts";
import { startScript } from "./start_script.ts";

/**
 * Returns the text of a shim: a script that takes the place of `tool` on PATH and calls opaws with the command `program`.
 * Neither exec changes the process id, so a shim that finds itself in the same process again knows that opaws mistook a
 * shim for the tool. It then stops instead of looping. Throws `TypeError` if an argument contains NUL.
 */
export function shimText(program: readonly string[], tool: string): string {
  const command = [...program, "run", "--", tool].map((arg) => quote("bash", arg)).join(" ");
  const quotedTool = quote("bash", tool);
  return startScript(`${MARK}${tool}, removed by opaws shim remove`, [
    `if [ "\${OPAWS_SHIM-}" = "$$:"${quotedTool} ]; then`,
    `  printf 'opaws: cannot run %s: opaws found its shim again instead of the program\\n  try: opaws doctor\\n' ${quotedTool} >&2`,
    "  exit 127",
    "fi",
    `export OPAWS_SHIM="$$:"${quotedTool}`,
    `exec ${command} "$@"`,
  ]);
}

/**
 * Returns the text of a shim for Windows, a batch file. opaws skips the folder of the shims, so this one cannot loop.
 * Throws `TypeError` if an argument contains a quote or a line break, which no path on Windows has.
 */
export function batchShimText(program: readonly string[], tool: string): string {
  const command = [...program, "run", "--", tool].map((arg) => {
    if (/["\r\n\0]/.test(arg)) throw new TypeError(`${JSON.stringify(arg)} cannot be quoted`);
    return `"${arg.replaceAll("%", "%%")}"`;
  });
  const lines = ["@echo off", `${BATCH_MARK}${tool}, removed by opaws shim remove`];
  return [
    ...lines,
    "setlocal",
    // With this variable the compiled program runs another file.
    "set DENO_INTERNAL_CHILD_ENTRYPOINT=",
    `${command.join(" ")} %*`,
    "exit /b %ERRORLEVEL%",
    "",
  ].join("\r\n");
}

/** Returns the file name of the shim for `tool`. */
export function shimFile(tool: string, platform: Platform): string {
  return platform === "windows" ? `${tool}.cmd` : tool;
}

/** Returns the line that puts `folder` at the front of PATH in `shell`. */
export function pathLine(shell: string | null, folder: string): string {
  switch (shell) {
    case "fish":
      return `fish_add_path --move --path ${quote("fish", folder)}`;
    case "nu":
      return `$env.PATH = ($env.PATH | prepend ${JSON.stringify(folder)})`;
    case "pwsh":
      return `$env:PATH = ${quote("pwsh", folder)} + [IO.Path]::PathSeparator + $env:PATH`;
    default:
      return `export PATH=${quote("bash", folder)}:"$PATH"`;
  }
}
