import { UserError } from "../../errors.ts";
import { type Keychain, systemKeychain } from "../../unlock/system/keychain.ts";
import { localSystemSlots } from "../../unlock/system/system_slots.ts";
import type { CommandContext } from "../../cli/context.ts";
import { type CheckResult, well, wrong } from "./finding.ts";

/** How long the keychain is waited for; milliseconds. */
const PATIENCE = 3000;
/** An entry that nobody makes: looking for it shows whether the keychain answers, and reads no secret. */
const NOBODY = "doctor";

/** Whether the system's keychain answers, where it is to open a vault. */
export async function keychain(
  context: CommandContext,
  chain: Keychain = systemKeychain(undefined, PATIENCE),
): Promise<CheckResult> {
  const slots = localSystemSlots(context.paths).length;
  if (slots === 0) return well("no vault is opened by the system here");
  try {
    await chain.get(NOBODY);
    return well(`the system's keychain answers, and opens ${slots === 1 ? "a vault" : "vaults"}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return wrong(`${error.message}; the password opens the vault`, "opaws unlock");
  }
}
