import { shellWord } from "../../quote.ts";
import type { Slot } from "../../vault/format/vault_file.ts";
import { isRevoked } from "../../vault/slots/token_state.ts";

/**
 * Returns the commands that make the slots `dropped` again, which a new vault key has ended: recovery codes, and tokens that
 * are neither revoked nor expired at `now`, epoch milliseconds.
 */
export function againCommands(vault: string, dropped: readonly Slot[], now: number): string[] {
  const inVault = `--vault ${shellWord(vault)}`;
  return dropped.flatMap((slot) => {
    const label = slot.label === "" ? "" : ` --label ${shellWord(slot.label)}`;
    if (slot.kind === "recovery") return [`opaws vault recovery create ${inVault}${label}`];
    if (slot.kind !== "token" || isRevoked(slot) || Date.parse(slot.expires) <= now) return [];
    const items = Object.keys(slot.items ?? {}).map((id) => ` --item ${id}`).join("");
    return [`opaws token create ${inVault}${items}${label}`];
  });
}
