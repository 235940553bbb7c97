import { type Command, declare, parameters, restArguments } from "../cli/declare.ts";
import { findCommand, isGroup } from "../cli/find_command.ts";
import { commandPage, groupPage, type Heading, overviewPage } from "../cli/help.ts";
import { writeAll } from "../fs/write_all.ts";
import { readVariable } from "../host.ts";
import { COMMANDS } from "./table.ts";

/** `opaws help`. */
export const command: Command = declare(
  { examples: ["opaws help", "opaws help item create"] },
  parameters({ command: restArguments("COMMAND", "The command to explain.", "command") }),
  async (options, { host }) => {
    const args = options.command.filter((word) => !word.startsWith("-"));
    if (findCommand(COMMANDS, args).path.length < args.length) {
      const { unknownCommand } = await import("./unknown_command.ts");
      throw unknownCommand(host, [...args, "--help"]);
    }
    return await printHelp(args);
  },
);

/** Prints the help of what `path` names in the table of commands, of opaws itself if it is empty. Returns the exit status. */
export async function printHelp(path: readonly string[]): Promise<number> {
  const { node } = findCommand(COMMANDS, path);
  const page = node === null
    ? overviewPage(COMMANDS, heading())
    : isGroup(node)
    ? groupPage(node, path, heading())
    : commandPage(await node.load(), node.brief, path, heading());
  writeAll(Deno.stdout, page);
  return 0;
}

/** Bold on a terminal that shows it. */
function heading(): Heading {
  const plain = !Deno.stdout.isTerminal() || readVariable("NO_COLOR") ||
    readVariable("TERM") === "dumb";
  return (text) => plain ? text : `\x1b[1m${text}\x1b[0m`;
}
