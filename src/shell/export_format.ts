import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { type ExportChange, exportLines } from "./export_script.ts";

/** The formats of `opaws export --format`, with what each is for. */
export const EXPORT_FORMATS = {
  env: "sh, bash, zsh: evaluate it",
  fish: "fish: evaluate it",
  pwsh: "PowerShell: evaluate it",
  dotenv: "a dotenv file",
  json: "JSON, null for what to unset",
  process: "what a credential_process prints",
  github: "masks in the log, variables in $GITHUB_ENV",
  gitlab: "sh: evaluate it, without a trace under set -x",
  docker: "docker run --env-file",
} as const;

/** One of {@linkcode EXPORT_FORMATS}. */
export type ExportFormat = keyof typeof EXPORT_FORMATS;

/** A format that is text made of the variables alone. */
type TextFormat = Exclude<ExportFormat, "process" | "github" | "gitlab">;

/**
 * Returns `change` in `format`.
 *
 * @throws UserError (65) if the format cannot hold a value.
 */
export function formatExport(format: TextFormat, change: ExportChange): string {
  switch (format) {
    case "env":
      return exportLines("posix", change);
    case "fish":
    case "pwsh":
      return exportLines(format, change);
    case "dotenv":
      return dotenvLines(change);
    case "docker":
      return dockerLines(change);
    case "json": {
      const unset = Object.fromEntries(change.unset.map((name) => [name, null]));
      return `${JSON.stringify({ ...change.set, ...unset }, null, 2)}\n`;
    }
  }
}

/**
 * Returns `NAME=value` lines as dotenv libraries read them. The libraries differ in escapes and in what `$` means, so
 * a value is bare or in single quotes, which all of them take literally. A dotenv file cannot unset a variable, so some
 * are set to nothing instead. `AWS_PROFILE` is not: botocore would look for a profile of that empty name.
 *
 * @throws UserError (65) if a value fits neither form; no value of AWS is like that.
 */
export function dotenvLines({ set, unset }: ExportChange): string {
  const lines = Object.entries(set).map(([name, value]) => `${name}=${dotenvValue(name, value)}`);
  return [...lines, ...emptiedNames(unset).map((name) => `${name}=`)].map((line) => `${line}\n`)
    .join("");
}

/**
 * Returns `NAME=value` lines as `docker run --env-file` reads them: no quotes, and no way to unset.
 *
 * @throws UserError (65) if a value has a line break.
 */
export function dockerLines({ set }: ExportChange): string {
  return Object.entries(set).map(([name, value]) => {
    if (/[\r\n\0]/.test(value)) throw unwritable("a docker env file", name);
    return `${name}=${value}\n`;
  }).join("");
}

/**
 * Returns the text to append to the file in `GITHUB_ENV`. Each value is between delimiters that nobody can predict, so
 * that no value can set another variable. The file cannot unset a variable, so some are set to nothing instead.
 */
export function githubEnvironment(
  host: Pick<Host, "random">,
  { set, unset }: ExportChange,
): string {
  const entries = [
    ...Object.entries(set),
    ...emptiedNames(unset).map((name) => [name, ""] as const),
  ];
  return entries.map(([name, value]) => {
    const delimiter = `opaws_${host.random(16).toHex()}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  }).join("");
}

/** Returns the line that masks `value` in the runner's log from then on (GitHub docs, "Workflow commands"). */
export function maskCommand(value: string): string {
  const escaped = value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::add-mask::${escaped}\n`;
}

/** Returns those of `unset` to set to nothing: SDKs treat them as unset if empty, and an old value would break requests. */
function emptiedNames(unset: readonly string[]): string[] {
  const harmless = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION"];
  return unset.filter((name) => harmless.includes(name));
}

function dotenvValue(name: string, value: string): string {
  if (/^[\w./+:=@%,-]*$/.test(value)) return value;
  // deno-lint-ignore no-control-regex
  if (/['\\$\x00-\x1f\x7f]/.test(value)) throw unwritable("a dotenv file", name);
  return `'${value}'`;
}

function unwritable(where: string, name: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "unwritable-value",
    cannot: `write ${name} to ${where}`,
    because: "its value has characters that such a file cannot hold",
  });
}
