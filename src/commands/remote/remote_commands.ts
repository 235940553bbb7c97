import type { CommandGroup } from "../../cli/declare.ts";
import { command, group } from "../table_entry.ts";

/** The commands of `opaws remote`. */
export const REMOTE_COMMANDS: CommandGroup = group(
  "remote",
  "Remotes: where a shared vault is synced.",
  [
    command(
      "set",
      "Sets where a shared vault is synced: a bucket, a git repository, or a folder.",
      () => import("./set.ts"),
    ),
    command(
      "show",
      "Shows the remotes, and when each vault was last synced.",
      () => import("./show.ts"),
    ),
    command(
      "remove",
      "Removes the remote of a vault from the settings, and deletes nothing in it.",
      () => import("./remove.ts"),
    ),
  ],
);
