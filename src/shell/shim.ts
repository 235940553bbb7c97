import type { Platform } from "../host.ts";
import { quote } from "../quote.ts";

const MARK = "# opaws shim for ";
const BATCH_MARK = "rem opaws shim for ";

/**
 * The text of a shim: an executable for sh that stands for `tool` on PATH and calls opaws by the words `program`.
 * Becoming opaws and then the tool keeps the process id, so the same shim in the same process means that opaws took a
 * shim for the tool; it ends then instead of going round. Throws `TypeError` on NUL in a word.
 */
export function shimText(program: readonly string[], tool: string): string {
  const words = [...program, "run", "--", tool].map((word) => quote("bash", word)).join(" ");
  const called = quote("bash", tool);
  return `#!/bin/sh
${MARK}${tool}; opaws shim remove takes it away
if [ "\${OPAWS_SHIM-}" = "$$:"${called} ]; then
  printf 'opaws: cannot run %s: its shim was found again instead of the program\\n  try: opaws doctor\\n' ${called} >&2
  exit 127
fi
OPAWS_SHIM="$$:"${called}
export OPAWS_SHIM
exec ${words} "$@"
`;
}

/**
 * The text of a shim for Windows, a batch file. It cannot be found again in its own place: opaws passes its folder over.
 * Throws `TypeError` on a quote or a line break in a word, which no path there holds.
 */
export function batchShimText(program: readonly string[], tool: string): string {
  const words = [...program, "run", "--", tool].map((word) => {
    if (/["\r\n\0]/.test(word)) throw new TypeError(`${JSON.stringify(word)} is no word`);
    return `"${word.replaceAll("%", "%%")}"`;
  });
  const lines = ["@echo off", `${BATCH_MARK}${tool}; opaws shim remove takes it away`];
  return [...lines, `${words.join(" ")} %*`, "exit /b %ERRORLEVEL%", ""].join("\r\n");
}

/** Reports whether `text` is that of a shim. */
export function isShimText(text: string): boolean {
  return text.startsWith(`#!/bin/sh\n${MARK}`) || text.startsWith(`@echo off\r\n${BATCH_MARK}`);
}

/** The name of the file that is a shim for `tool`. */
export function shimFile(tool: string, platform: Platform): string {
  return platform === "windows" ? `${tool}.cmd` : tool;
}

/** The line that puts `folder` before all others on the PATH of a shell. */
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
