import type { Host } from "../host.ts";
import { tokenVariable } from "./token/token_variable.ts";
import type { RequestOptions } from "./request.ts";

/** Where `opaws run` tells all that it starts which access key the user chose for it: by its id, which is no secret. */
export const CHOSEN_VARIABLE = "OPAWS_CHOSEN";

/** Where it tells the same for a person, so that the prompt of a shell inside can show it: title and profile. */
export const USES_VARIABLE = "OPAWS_USES";

/** Reports whether this command line itself says whose credentials are wanted. `profile` is the one that is named. */
export function choosesItself(
  host: Pick<Host, "env">,
  wanted: RequestOptions,
  profile: string | null,
): boolean {
  return profile !== null || tokenVariable(host) !== null || wanted.item !== undefined ||
    wanted.webIdentity === true || wanted.durationSeconds !== undefined ||
    wanted.sessionName !== undefined || wanted.noSession || wanted.fresh === true;
}

/**
 * Reports whether the credentials in the environment are those that the user chose for an `opaws run` that this process
 * comes from: then no binding takes their place, or a shim inside `opaws run --item ITEM -- make` would call another
 * account than the one that was named. Credentials that were set since are none of it.
 */
export function chosenBefore(host: Pick<Host, "env">): boolean {
  const id = host.env(CHOSEN_VARIABLE);
  return Boolean(id) && id === host.env("AWS_ACCESS_KEY_ID");
}

/** What is said of them. */
export const CHOSEN_BEFORE = "the opaws run that this comes from was told whose credentials to use";
