import type { Host } from "../../host.ts";

/** The variables that name the AWS config files. */
export type FileVariable = "AWS_CONFIG_FILE" | "AWS_SHARED_CREDENTIALS_FILE";

/**
 * The variable in which `opaws run --server` records the files that the tool got copies of: a JSON object with the
 * variable, the path of the copy, and what the variable was before; null for unset.
 */
export const FILES_VARIABLE = "OPAWS_AWS_FILES";

/** What each variable was before an outer opaws made it name a copy; null for unset. */
type OriginalFiles = { readonly [Name in FileVariable]?: string | null };

/** Returns {@linkcode OriginalFiles} of this environment; empty if nothing was copied or the variables have changed since. */
export function originalFiles(host: Pick<Host, "env">): OriginalFiles {
  const text = host.env(FILES_VARIABLE);
  if (!text) return {};
  try {
    const record: Record<string, readonly [string, string | null]> = JSON.parse(text);
    const own = Object.entries(record).filter(([name, [copy]]) => host.env(name) === copy);
    return Object.fromEntries(own.map(([name, [, before]]) => [name, before]));
  } catch {
    return {};
  }
}

/** Returns the variable `name` as the user set it, and not the path of a copy; undefined if it is unset. */
export function ownFile(host: Pick<Host, "env">, name: FileVariable): string | undefined {
  const original = originalFiles(host)[name];
  return original === undefined ? host.env(name) : original ?? undefined;
}
