import { quote } from "../quote.ts";

/** Variables for a program that opaws does not start, as plain text. */
export interface ExportChange {
  /** The variables to set, by name. */
  readonly set: Readonly<Record<string, string>>;
  /** The variables to unset, since they would lead to other credentials. */
  readonly unset: readonly string[];
}

/** A shell whose commands {@linkcode exportLines} writes; `posix` is for sh, dash, bash, zsh and ksh. */
type ExportShell = "posix" | "fish" | "pwsh";

/** Returns commands, one a line, that make `change` in the shell that evaluates them. Values may hold anything. */
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
  // `source` ends with the status of the last line, so a variable that is not set must not fail.
  fish: (name) => `set -q ${name}; and set -e ${name}; or true`,
  pwsh: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`,
};

/**
 * Returns a script for `.` that makes `change` with `set -x` and `set -v` off, then restores them. It also removes
 * `folder`, which contains the script. `eval "$(...)"` would print the values in the trace before anything in them
 * could turn it off.
 */
export function untracedScript(change: ExportChange, folder: string): string {
  return `case $- in *x*) set +x; opaws_traced=x ;; *) opaws_traced= ;; esac
case $- in *v*) set +v; opaws_traced=v$opaws_traced ;; esac
rm -rf ${quote("bash", folder)}
${exportLines("posix", change)}[ -z "$opaws_traced" ] || set "-$opaws_traced"
unset opaws_traced
`;
}
