import type { CommandGroup } from "../../cli/declare.ts";
import { command, group } from "../table_entry.ts";

/** The commands of `opaws member`. */
export const MEMBER_COMMANDS: CommandGroup = group(
  "member",
  "Members: share a vault with colleagues.",
  [
    command(
      "id",
      "Prints your member key, one line for a colleague who adds you.",
      () => import("./id.ts"),
    ),
    command(
      "add",
      "Adds a colleague to a vault, which is shared from then on.",
      () => import("./add.ts"),
    ),
    command(
      "list",
      "Lists the members of shared vaults, and what each may do.",
      () => import("./list.ts"),
    ),
    command(
      "role",
      "Changes what a member may do: read the vault, or write to it too.",
      () => import("./role.ts"),
    ),
    command(
      "remove",
      "Removes a member, gives the vault a new key, and lists what to rotate.",
      () => import("./remove.ts"),
    ),
  ],
);
