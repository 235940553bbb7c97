import { type Command, declare, parameters, restArguments } from "../cli/declare.ts";

/** What help and completion know of `opaws help`, which is read as `--help` behind the command's name. */
export const help: Command = declare(
  "help",
  {
    brief: "Explains opaws or one of its commands.",
    examples: ["opaws help", "opaws help item create"],
  },
  parameters({ command: restArguments("COMMAND", "The command's name.") }),
  () => 0,
);
