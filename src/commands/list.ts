import { type Command, declareLight, jsonFlag, parameters } from "../cli/declare.ts";
import { printStyledAnswer } from "../cli/styled_line.ts";
import { table } from "../cli/table_output.ts";
import { installedProgram } from "../exec/shims.ts";
import { type Binding, bindingName, isSso } from "../scope/binding.ts";
import { resolve } from "../scope/resolve.ts";
import { readScopeTree } from "../scope/scope_tree.ts";
import { trustedFolders } from "../scope/settings.ts";
import { findTool, toolNames } from "../tools/table.ts";

/** `opaws list`. */
export const command: Command = declareLight(
  {
    description:
      'opaws run works with any other command too. Add your own tools under "tools" in the file that opaws config path prints.',
    examples: ["opaws list", "opaws list --json"],
  },
  parameters({ json: jsonFlag }),
  async (options, context) => {
    const config = context.config();
    const cwd = context.host.cwd();
    const tree = readScopeTree(context.paths, config, context.terminal, cwd);
    const trusted = trustedFolders(config);
    const tools = toolNames(config.tools).map((name) => {
      const { file, problem } = installedProgram(context.host, context.paths, name, trusted);
      return {
        name,
        title: findTool(name, config.tools)!.title,
        program: file,
        problem: problem?.message ?? null,
        item: boundName(resolve(tree, name, cwd)?.binding),
      };
    });
    await printStyledAnswer(options.json, { tools }, () =>
      table(
        ["TOOL", "NAME", "PROGRAM", "ITEM"],
        tools.map((tool) => [
          tool.name,
          tool.title,
          tool.program ?? (tool.problem === null
            ? { text: "not installed", style: "faint" }
            : { text: "installed, but refused", style: "problem" }),
          tool.item ?? "",
        ]),
      ));
  },
);

/** Returns the title of the item, or the role; null if nothing is bound. */
function boundName(binding: Binding | undefined): string | null {
  if (binding === undefined) return null;
  return isSso(binding) ? bindingName(binding) : binding.title;
}
