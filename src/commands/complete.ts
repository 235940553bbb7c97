import { complete } from "../cli/complete.ts";
import { type Command, declare, parameters, restArguments } from "../cli/declare.ts";
import { writeAll } from "../fs/write_all.ts";
import { namedValues } from "./complete/named_values.ts";
import { findCompletedShell, readBashWord, shellReply } from "./complete/shell_reply.ts";
import { COMMANDS } from "./table.ts";

/** `opaws complete`, which the completion scripts call at the Tab key. {@linkcode shellReply} describes its output. */
export const command: Command = declare(
  {},
  parameters({
    line: {
      ...restArguments("SHELL", "The shell, and the arguments after opaws up to the cursor."),
      required: true,
    },
  }),
  async ({ line: [name, ...words] }, context) => {
    const shell = findCompletedShell(name!);
    const typed = shell === "bash"
      ? words.map(readBashWord)
      : words.map((text) => ({ text, quote: "" as const }));
    const args = typed.map(({ text }) => text);
    const completion = await complete(COMMANDS, args, namedValues(context));
    writeAll(Deno.stdout, shellReply(shell, completion, typed.at(-1)?.quote ?? ""));
  },
);
