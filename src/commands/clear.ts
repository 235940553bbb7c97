import { UserError } from "../errors.ts";
import { type ScopedBinding, scopeName, scopePhrase } from "../scope/binding.ts";
import { changeConfig } from "../scope/config_file.ts";
import { bindingsToClear, bindingToClear, unbind } from "../scope/edit.ts";
import { writeTerminalBinding } from "../scope/terminal_bindings.ts";
import { terminalId } from "./init/bind_tool.ts";
import { confirm } from "../cli/confirm.ts";
import {
  argument,
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  yesFlag,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws clear`. */
export const clear: Command = declare(
  "clear",
  {
    brief: "Takes one binding of a tool away.",
    description:
      "This terminal's, else the nearest directory's, else the global one: one a call, and it says which. --all takes the terminal session's, the working directory's and the global one at once. Items and vaults stay.",
    examples: ["opaws clear aws", "opaws clear aws --all --yes"],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    all: flag("--all", "This terminal's, the working directory's and the global one at once."),
    tool: argument("TOOL", "Which tool."),
  }),
  async (options, context) => {
    const tree = readScopeTree(context.paths, context.config(), context.terminal);
    const cwd = context.host.cwd();
    const one = options.all ? null : bindingToClear(tree, options.tool, cwd);
    const gone = options.all ? bindingsToClear(tree, options.tool, cwd) : one === null ? [] : [one];
    if (gone.length === 0) throw nothing(options.tool, options.all);
    await confirm(options.yes, {
      question: gone.map(sentence).join(" "),
      cannot: `clear ${options.tool}`,
      flag: `opaws clear ${options.tool}${options.all ? " --all" : ""} --yes`,
    });
    for (const each of gone) await remove(context, each);
    printAnswer(
      options.json,
      { tool: options.tool, cleared: gone.map(({ scope, binding }) => ({ scope, binding })) },
      () =>
        gone.map(({ scope, binding }) =>
          `${options.tool} no longer uses "${binding.title}" ${scopePhrase(scope)}.`
        ),
    );
  },
);

async function remove(context: CommandContext, { scope, tool }: ScopedBinding): Promise<void> {
  if (scope.kind === "session") {
    await writeTerminalBinding(context.host, context.paths, terminalId(context), tool, null);
  } else {
    await changeConfig(context.host, context.paths, (config) => unbind(config, scope, tool));
  }
}

function sentence({ scope, tool, binding }: ScopedBinding): string {
  return `Stop using "${binding.title}" for ${tool} (${scopeName(scope)})?`;
}

function nothing(tool: string, all: boolean): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-binding",
    cannot: `clear ${JSON.stringify(tool)}`,
    because: all
      ? "nothing is bound in this terminal, this directory or globally"
      : "nothing is bound to it here",
    try: `opaws inspect`,
  });
}
