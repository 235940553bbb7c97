import type { Host } from "../host.ts";
import type { CurrentEnvironment } from "./provision.ts";

/**
 * The variable in which `opaws run` records the access key that the user chose for what it starts: the key's id, or
 * the address of the server that hands out its sessions.
 */
export const CHOSEN_VARIABLE = "OPAWS_CHOSEN";

/** The variable with the same choice for a prompt to show: the item's title and the profile. */
export const USES_VARIABLE = "OPAWS_USES";

/**
 * The variable in which opaws records the region and settings that it sets, as a JSON object of names and values. With
 * it, a later opaws distinguishes them from what the user set.
 */
export const PROVIDED_VARIABLE = "OPAWS_PROVIDED";

/** The variable in which opaws records the names of the variables that an item set, so that another item's take their place. */
export const VARIABLES_RECORD = "OPAWS_VARIABLES";

/**
 * Reports whether the credentials in the environment are the ones that the user chose for an outer `opaws run`. No
 * binding replaces them: a shim inside `opaws run --item ITEM -- make` must not call another account than the one that
 * was named. Credentials that were set since then don't count.
 */
export function wasChosenBefore(host: Pick<Host, "env">): boolean {
  const id = host.env(CHOSEN_VARIABLE);
  const now = host.env("AWS_ACCESS_KEY_ID") ?? host.env("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  return Boolean(id) && id === now;
}

/** Returns the value of the variable `name` if the user set it; undefined if it is unset or still as opaws set it. */
export function ownVariable(host: Pick<Host, "env">, name: string): string | undefined {
  const value = host.env(name);
  return value !== undefined && providedVariables(host)[name] === value ? undefined : value;
}

/** Returns the region and settings that opaws set in this environment, by name; empty if the record is damaged. */
function providedVariables(host: Pick<Host, "env">): Readonly<Record<string, string>> {
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

/** Returns what `provision` needs to know about the environment of `host`. */
export function currentEnvironment(host: Pick<Host, "env">): CurrentEnvironment {
  return { own: (name) => ownVariable(host, name), provided: providedVariables(host) };
}
