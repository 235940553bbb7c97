import { Fault } from "../../fault.ts";
import { type Keychain, systemKeychain } from "../../unlock/keychain.ts";
import { systemSlotsHere } from "../../unlock/system_slots.ts";
import type { Workplace } from "../workplace.ts";
import { type Judged, well, wrong } from "./finding.ts";

/** How long the keychain is waited for; milliseconds. */
const PATIENCE = 3000;
/** An entry that nobody makes: looking for it shows whether the keychain answers, and reads no secret. */
const NOBODY = "doctor";

/** Whether the system's keychain answers, where it is to open a vault. */
export async function keychain(
  work: Workplace,
  chain: Keychain = systemKeychain(undefined, PATIENCE),
): Promise<Judged> {
  const slots = systemSlotsHere(work.places).length;
  if (slots === 0) return well("no vault is opened by the system here");
  try {
    await chain.get(NOBODY);
    return well(`the system's keychain answers, and opens ${slots === 1 ? "a vault" : "vaults"}`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return wrong(`${error.message}; the password opens the vault`, "opaws unlock");
  }
}
