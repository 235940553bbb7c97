import type { Slot } from "../../vault/format/vault_file.ts";

/** What people call the unlocker of `slot`: `password`, `recovery code "safe"`, `system slot "polkit"`. */
export function describeSlot(slot: Pick<Slot, "kind" | "label">): string {
  const word = {
    password: "password",
    recovery: "recovery code",
    system: "system slot",
    token: "token",
  };
  return slot.label === "" ? word[slot.kind] : `${word[slot.kind]} ${JSON.stringify(slot.label)}`;
}
