import { cleanText } from "../clean_text.ts";
import { CHOSEN_VARIABLE, USES_VARIABLE } from "./environment_records.ts";
import type { Provision } from "./provision.ts";

/** About what a shell prompt has room for. The limit also keeps a long title from filling the environment (E2BIG). */
const MAX_USES_LENGTH = 100;

/**
 * Adds the record of the credentials if the user chose them for this command line. Otherwise removes an older record,
 * because credentials from a scope do not apply to what the tool starts elsewhere.
 */
export function recordChoice(
  { set, unset }: Provision,
  { isChosen, uses }: { readonly isChosen: boolean; readonly uses: string },
): Provision {
  if (!isChosen) return { set, unset: [...unset, CHOSEN_VARIABLE, USES_VARIABLE] };
  const shown = cleanText(uses).slice(0, MAX_USES_LENGTH);
  const record = { [CHOSEN_VARIABLE]: set.AWS_ACCESS_KEY_ID!, [USES_VARIABLE]: shown };
  return { set: { ...set, ...record }, unset };
}
