import type { Slot } from "../../vault/file.ts";

/** What people call the unlocker of `slot`: `password`, `recovery code "safe"`, `system slot "polkit"`. */
export function slotWords(slot: Pick<Slot, "kind" | "label">): string {
  const word = {
    password: "password",
    recovery: "recovery code",
    system: "system slot",
    token: "token",
  };
  return slot.label === "" ? word[slot.kind] : `${word[slot.kind]} ${JSON.stringify(slot.label)}`;
}
