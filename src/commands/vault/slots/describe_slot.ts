import type { Slot } from "../../../vault/format/vault_file.ts";

const KIND_NAMES: Readonly<Record<Slot["kind"], string>> = {
  password: "password",
  recovery: "recovery code",
  system: "system slot",
  token: "token",
  member: "member",
};

/** Returns what people call a slot: `password`, `recovery code "safe"`, `system slot "polkit"`. */
export function describeSlot({ kind, label }: Pick<Slot, "kind" | "label">): string {
  return label === "" ? KIND_NAMES[kind] : `${KIND_NAMES[kind]} ${JSON.stringify(label)}`;
}
