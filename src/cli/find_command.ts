import type { CommandEntry, CommandGroup, CommandTable } from "./declare.ts";

/** The result of {@linkcode findCommand}. */
interface FoundCommand {
  /** The first arguments, as far as they name groups and a command. */
  readonly path: readonly string[];
  /** The group or command that the last of them names; null for opaws itself. */
  readonly node: CommandEntry | CommandGroup | null;
  /** The commands that may come next; none after a command. */
  readonly commands: CommandTable;
}

/** Finds the group or command that the first arguments of a command line name. */
export function findCommand(table: CommandTable, args: readonly string[]): FoundCommand {
  let found: FoundCommand = { path: [], node: null, commands: table };
  for (const arg of args) {
    const node = found.commands.find(({ name }) => name === arg);
    if (node === undefined) break;
    const commands = isGroup(node) ? node.commands : [];
    found = { path: [...found.path, arg], node, commands };
  }
  return found;
}

/** Reports whether `node` groups commands and is not one itself. */
export function isGroup(node: CommandEntry | CommandGroup): node is CommandGroup {
  return "commands" in node;
}

/** Returns the commands that are not hidden. */
export function shownCommands(table: CommandTable): CommandTable {
  return table.filter((node) => isGroup(node) || node.hidden !== true);
}
