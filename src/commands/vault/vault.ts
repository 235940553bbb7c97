import { type Command, group } from "../../cli/declare.ts";
import { vaultCreate } from "./create.ts";
import { vaultDelete } from "./delete.ts";
import { vaultExport } from "./export.ts";
import { vaultImport } from "./import.ts";
import { vaultList } from "./list.ts";
import { vaultPasswd } from "./passwd.ts";
import { recoveryCreate } from "./recovery/create.ts";
import { vaultRestore } from "./restore.ts";
import { slotsList } from "./slots/list.ts";
import { slotsRemove } from "./slots/remove.ts";

const vaultRecovery = group(
  "recovery",
  { brief: "A recovery code on paper, for a forgotten password." },
  [recoveryCreate],
);

const vaultSlots = group(
  "slots",
  { brief: "Slots: list what opens a vault, or remove a slot." },
  [slotsList, slotsRemove],
);

/** `opaws vault`. */
export const vault: Command = group(
  "vault",
  {
    brief: "Vaults: create, list, move, restore; passwords and slots.",
    description:
      "Vaults: create, list, change the password, recovery code, slots, delete, restore, export, import.",
  },
  [
    vaultCreate,
    vaultList,
    vaultPasswd,
    vaultRecovery,
    vaultSlots,
    vaultDelete,
    vaultRestore,
    vaultExport,
    vaultImport,
  ],
);
