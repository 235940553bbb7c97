import type { Host } from "../host.ts";

/**
 * The variable that records which settings opaws put into an environment: a JSON object of names and values. A later
 * opaws in the same shell tells by it what the user set from what opaws set.
 */
export const PROVIDED_VARIABLE = "OPAWS_PROVIDED";

/** Returns the value of `name` if the user set it; undefined if it is unset, or still as opaws set it. */
export function ownVariable(host: Pick<Host, "env">, name: string): string | undefined {
  const value = host.env(name);
  return value !== undefined && providedVariables(host)[name] === value ? undefined : value;
}

/** Returns the settings that opaws put into this environment, by name. A record that was tampered with counts as none. */
export function providedVariables(host: Pick<Host, "env">): Readonly<Record<string, string>> {
  const text = host.env(PROVIDED_VARIABLE);
  if (!text) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return {};
    const texts = Object.entries(value).filter(([, each]) => typeof each === "string");
    return Object.fromEntries(texts);
  } catch {
    return {};
  }
}
