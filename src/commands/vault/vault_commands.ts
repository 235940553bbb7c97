import type { CommandGroup } from "../../cli/declare.ts";
import { command, group } from "../table_entry.ts";

/** The commands of `opaws vault`. */
export const VAULT_COMMANDS: CommandGroup = group(
  "vault",
  "Vaults: create, list, move, restore; passwords and slots.",
  [
    command(
      "create",
      "Creates an empty vault and asks twice for its password.",
      () => import("./create.ts"),
    ),
    command(
      "list",
      "Lists the vaults: the default one, number of items, generation, file.",
      () => import("./list.ts"),
    ),
    command(
      "passwd",
      "Changes a vault's password, so that the old one opens neither the vault nor its backups.",
      () => import("./passwd.ts"),
    ),
    group("recovery", "A recovery code on paper, for a forgotten password.", [
      command(
        "create",
        "Creates a recovery code, prints it once, and adds a slot for it to the vault.",
        () => import("./recovery/create.ts"),
      ),
    ]),
    group("slots", "Slots: list what opens a vault, or remove a slot.", [
      command(
        "list",
        "Lists what opens a vault: passwords, recovery codes, system slots, tokens.",
        () => import("./slots/list.ts"),
      ),
      command(
        "remove",
        "Removes a slot from a vault and its backups, except the last one a person can use.",
        () => import("./slots/remove.ts"),
      ),
    ]),
    command(
      "approve",
      "Approves the variables that items of a shared vault set, on this machine.",
      () => import("./approve.ts"),
    ),
    command(
      "join",
      "Joins a shared vault that a colleague has added you to.",
      () => import("./join.ts"),
    ),
    command(
      "history",
      "Shows who changed a shared vault, when, and what is on its remote.",
      () => import("./history.ts"),
    ),
    command(
      "delete",
      "Deletes a vault, its items and its backups.",
      () => import("./delete.ts"),
    ),
    command(
      "restore",
      "Restores an older generation of a vault as its newest.",
      () => import("./restore.ts"),
    ),
    command(
      "export",
      "Copies a vault's sealed file, byte for byte.",
      () => import("./export.ts"),
    ),
    command(
      "import",
      "Imports a vault's sealed file, byte for byte, under the name in the file.",
      () => import("./import.ts"),
    ),
  ],
);
