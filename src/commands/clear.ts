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
import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { bindingName, type ScopedBinding, scopeName, scopePhrase } from "../scope/binding.ts";
import { bindingsToClear, bindingToClear } from "../scope/edit.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { writeBinding } from "../scope/write_binding.ts";
import { refreshHooks } from "./hook/save_hook.ts";

/** `opaws clear`. */
export const command: Command = declare(
  {
    description:
      "It removes the binding of this terminal session, else that of the nearest directory, else the global one: one per call, and it says which. --all removes the bindings of the terminal session, the working directory and the global scope at once. Items and vaults stay.",
    examples: ["opaws clear aws", "opaws clear aws --all --yes"],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    all: flag("--all", "Those of this terminal, the working directory and the global scope."),
    tool: argument("TOOL", "The tool."),
  }),
  async ({ tool, all, yes, json }, context) => {
    const cwd = context.host.cwd();
    const tree = readScopeTree(context.paths, context.config(), context.terminal, cwd);
    const one = all ? null : bindingToClear(tree, tool, cwd);
    const found = all ? bindingsToClear(tree, tool, cwd) : one === null ? [] : [one];
    if (found.length === 0) throw nothingBound(tool, all);
    await confirm(yes, {
      question: found.map(question).join(" "),
      cannot: `clear ${tool}`,
      flag: `opaws clear ${shellWord(tool)}${all ? " --all" : ""} --yes`,
    });
    for (const each of found) await writeBinding(context, each.scope, each.tool, null);
    await refreshHooks(context.host, context.paths);
    printAnswer(
      json,
      { tool, cleared: found.map(({ scope, binding }) => ({ scope, binding })) },
      () =>
        found.map(({ scope, binding }) =>
          `${tool} no longer uses ${bindingName(binding)} ${scopePhrase(scope)}.`
        ),
    );
  },
);

function question({ scope, tool, binding }: ScopedBinding): string {
  return `Stop using ${bindingName(binding)} for ${tool} (${scopeName(scope)})?`;
}

function nothingBound(tool: string, all: boolean): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-binding",
    cannot: `clear ${JSON.stringify(tool)}`,
    because: all
      ? "it has no binding in this terminal, in the working directory or globally"
      : "it has no binding that applies in this terminal and directory",
    try: "opaws inspect",
  });
}
