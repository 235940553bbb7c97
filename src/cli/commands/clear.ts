import { Fault } from "../../fault.ts";
import type { ScopedBinding } from "../../scope/binding.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { clearAll, clearOne, unbind } from "../../scope/edit.ts";
import { writeTerminalBinding } from "../../scope/terminal_bindings.ts";
import { terminalId } from "../setup/bind_tool.ts";
import { confirm } from "../ask/confirm.ts";
import { type Command, declare, json, object, toggle, word, yes } from "../declare.ts";
import { answer } from "../output/output.ts";
import { scopeName, scopeWords } from "../output/scope_text.ts";
import { scopeTree } from "../scope_tree.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws clear`. */
export const clear: Command = declare(
  "clear",
  {
    brief: "Takes one binding of a tool away.",
    description:
      "This terminal's, else the nearest directory's, else the global one: one a call, and it says which. --all takes the terminal session's, the working directory's and the global one at once. Items and vaults stay.",
    examples: ["opaws clear aws", "opaws clear aws --all --yes"],
  },
  object({
    json,
    yes,
    all: toggle("--all", "This terminal's, the working directory's and the global one at once."),
    tool: word("TOOL", "Which tool."),
  }),
  async (options, work) => {
    const tree = scopeTree(work.places, work.config(), work.terminal);
    const cwd = work.host.cwd();
    const one = options.all ? null : clearOne(tree, options.tool, cwd);
    const gone = options.all ? clearAll(tree, options.tool, cwd) : one === null ? [] : [one];
    if (gone.length === 0) throw nothing(options.tool, options.all);
    await confirm(options.yes, {
      question: gone.map(sentence).join(" "),
      cannot: `clear ${options.tool}`,
      flag: `opaws clear ${options.tool}${options.all ? " --all" : ""} --yes`,
    });
    for (const each of gone) await remove(work, each);
    answer(
      options.json,
      { tool: options.tool, cleared: gone.map(({ scope, binding }) => ({ scope, binding })) },
      () =>
        gone.map(({ scope, binding }) =>
          `${options.tool} no longer uses "${binding.title}" ${scopeWords(scope)}.`
        ),
    );
  },
);

async function remove(work: Workplace, { scope, tool }: ScopedBinding): Promise<void> {
  if (scope.kind === "session") {
    await writeTerminalBinding(work.host, work.places, terminalId(work), tool, null);
  } else {
    await changeConfig(work.host, work.places, (config) => unbind(config, scope, tool));
  }
}

function sentence({ scope, tool, binding }: ScopedBinding): string {
  return `Stop using "${binding.title}" for ${tool} (${scopeName(scope)})?`;
}

function nothing(tool: string, all: boolean): Fault {
  return new Fault({
    exit: "notFound",
    code: "no-binding",
    cannot: `clear ${JSON.stringify(tool)}`,
    because: all
      ? "nothing is bound in this terminal, this directory or globally"
      : "nothing is bound to it here",
    try: `opaws inspect`,
  });
}
