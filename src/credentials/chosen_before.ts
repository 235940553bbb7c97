import type { Host } from "../host.ts";

/** The variable in which `opaws run` records the id of the access key that the user chose for what it starts. */
export const CHOSEN_VARIABLE = "OPAWS_CHOSEN";

/** The variable in which it records the same for people, so that a prompt can show it: the item's title and the profile. */
export const USES_VARIABLE = "OPAWS_USES";

/**
 * Reports whether the credentials in the environment are the ones that the user chose for an `opaws run` further up. No
 * binding replaces them: a shim inside `opaws run --item ITEM -- make` must not call another account than the one that
 * was named. Credentials that were set since then don't count.
 */
export function wasChosenBefore(host: Pick<Host, "env">): boolean {
  const id = host.env(CHOSEN_VARIABLE);
  return Boolean(id) && id === host.env("AWS_ACCESS_KEY_ID");
}
