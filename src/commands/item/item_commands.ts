import type { CommandGroup } from "../../cli/declare.ts";
import { command, group } from "../table_entry.ts";

/** The commands of `opaws item`. */
export const ITEM_COMMANDS: CommandGroup = group("item", "Items: the access keys in your vaults.", [
  command(
    "import",
    "Imports access keys from where they are now, and changes nothing there.",
    () => import("./import.ts"),
  ),
  command("create", "Creates an item from an AWS access key.", () => import("./create.ts")),
  command(
    "list",
    "Lists items: title, vault, the end of the access key id, id, tags.",
    () => import("./list.ts"),
  ),
  command(
    "show",
    "Shows an item, with its secrets masked unless you pass --reveal.",
    () => import("./show.ts"),
  ),
  command(
    "check",
    "Asks AWS who an access key belongs to: account, ARN, and age if IAM allows it.",
    () => import("./check.ts"),
  ),
  command(
    "rotate",
    "Replaces an item's access key with a new one from AWS, and deletes the old one.",
    () => import("./rotate.ts"),
  ),
  command(
    "edit",
    "Changes an item: its title, its region, or a field that it asks for on the terminal.",
    () => import("./edit.ts"),
  ),
  command(
    "rename-field",
    "Renames a field of an item, so that opaws recognizes it.",
    () => import("./rename_field.ts"),
  ),
  command(
    "prune",
    "Removes the items whose temporary credentials have ended.",
    () => import("./prune.ts"),
  ),
  command(
    "delete",
    "Deletes an item, but not from older generations of the vault.",
    () => import("./delete.ts"),
  ),
]);
