import type { ExportChange } from "./export_change.ts";
import { quote } from "../quote.ts";

/** A shell whose commands {@linkcode exportLines} writes; `posix` is for sh, dash, bash, zsh and ksh. */
export type ExportShell = "posix" | "fish" | "pwsh";

/** Commands that change the variables of the shell which evaluates them, one a line, whatever the values hold. */
export function exportLines(shell: ExportShell, { set, unset }: ExportChange): string {
  const lines = Object.entries(set).map(([name, value]) => SET[shell](name, value));
  return [...lines, ...unset.map(UNSET[shell])].map((line) => `${line}\n`).join("");
}

const SET: Readonly<Record<ExportShell, (name: string, value: string) => string>> = {
  posix: (name, value) => `export ${name}=${quote("bash", value)}`,
  fish: (name, value) => `set -gx ${name} ${quote("fish", value)}`,
  pwsh: (name, value) => `$env:${name} = ${quote("pwsh", value)}`,
};

const UNSET: Readonly<Record<ExportShell, (name: string) => string>> = {
  posix: (name) => `unset ${name}`,
  // A variable that is not set is no error: the status of the last line is that of `source`.
  fish: (name) => `set -q ${name}; and set -e ${name}; or true`,
  pwsh: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`,
};
