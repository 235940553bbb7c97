import { type Command, declare, object, rest } from "../declare.ts";

/** What help and completion know of `opaws help`, which is read as `--help` behind the command's name. */
export const help: Command = declare(
  "help",
  {
    brief: "Explains opaws or one of its commands.",
    examples: ["opaws help", "opaws help item create"],
  },
  object({ command: rest("COMMAND", "The command's name.") }),
  () => 0,
);
