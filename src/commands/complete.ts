import { complete } from "../cli/complete.ts";
import { type Command, declare, parameters, restArguments } from "../cli/declare.ts";
import { writeAll } from "../fs/write_all.ts";
import { namedValues } from "./complete/named_values.ts";
import { type CompletedShell, readBashWord, shellReply } from "./complete/shell_reply.ts";
import { COMMANDS } from "./table.ts";

/** `opaws complete`, which the completion scripts call at the Tab key. Its answer is described in {@linkcode shellReply}. */
export const command: Command = declare(
  {},
  parameters({
    line: restArguments("SHELL", "The shell, then the arguments after opaws up to the cursor."),
  }),
  async ({ line: [shell, ...words] }, context) => {
    const typed = shell === "bash"
      ? words.map(readBashWord)
      : words.map((text) => ({ text, quote: "" as const }));
    const completion = await complete(
      COMMANDS,
      typed.map(({ text }) => text),
      namedValues(context),
    );
    const reply = shellReply(shell as CompletedShell, completion, typed.at(-1)?.quote ?? "");
    writeAll(Deno.stdout, reply);
  },
);
