import type { Command, CommandEntry, CommandGroup, CommandTable } from "../cli/declare.ts";

/** Returns the entry of a command in the table of commands. */
export function command(
  name: string,
  brief: string,
  load: () => Promise<{ readonly command: Command }>,
): CommandEntry {
  return { name, brief, load: async () => (await load()).command };
}

/** Returns the entry of a group of commands. */
export function group(name: string, brief: string, commands: CommandTable): CommandGroup {
  return { name, brief, commands };
}
