import { UserError } from "../errors.ts";
import type { ExportChange } from "./export_change.ts";

/**
 * `NAME=value` lines as dotenv libraries read them. They differ in escapes and in what `$` means, so a value is written bare or in single
 * quotes, which all of them take as it is; what neither can hold is refused (65), and no AWS value is so. A dotenv file
 * cannot unset: what must go is set to nothing, `AWS_PROFILE` apart, which botocore would look for under that name.
 */
export function dotenvLines({ set, unset }: ExportChange): string {
  const lines = Object.entries(set).map(([name, value]) => `${name}=${dotenvValue(name, value)}`);
  return [...lines, ...emptied(unset).map((name) => `${name}=`)].map((line) => `${line}\n`)
    .join("");
}

/** `NAME=value` lines as `docker run --env-file` reads them: no quotes, nothing to unset. Faults (65) on a line break. */
export function dockerLines({ set }: ExportChange): string {
  return Object.entries(set).map(([name, value]) => {
    if (/[\r\n\0]/.test(value)) throw unwritable("a docker env file", name);
    return `${name}=${value}\n`;
  }).join("");
}

/** Those of `unset` that readers take for absent when they are empty, and whose old value would spoil a request. */
export function emptied(unset: readonly string[]): string[] {
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
    cannot: `write ${name} for ${where}`,
    because: "its value has characters that such a file cannot hold",
  });
}
