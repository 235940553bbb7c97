import { Fault } from "../../fault.ts";
import { resolve } from "../../scope/resolve.ts";
import { toolNamed, toolNames } from "../../tools/table.ts";
import { declareLight, json, type LightCommand, object } from "../declare.ts";
import { answer, columns } from "../output/output.ts";
import { realProgram } from "../setup/shims.ts";
import { scopeTree } from "../scope_tree.ts";
import type { Surroundings } from "../surroundings.ts";

/** `opaws list`. */
export const list: LightCommand = declareLight(
  "list",
  {
    brief: "Lists the tools opaws knows, and the item each would use.",
    description:
      'Any other command works with opaws run. Add your own tools under "tools" in the file opaws config path names.',
    examples: ["opaws list", "opaws list --json"],
  },
  object({ json }),
  (options, work) => {
    const config = work.config();
    const tree = scopeTree(work.places, config, work.terminal);
    const tools = toolNames(config.tools).map((name) => ({
      name,
      title: toolNamed(name, config.tools)!.title,
      program: program(work, name),
      item: resolve(tree, name, work.host.cwd())?.binding.title ?? null,
    }));
    answer(options.json, { tools }, () =>
      columns(tools.map((tool) => [
        tool.name,
        tool.title,
        tool.program ?? "not installed",
        tool.item === null ? "" : `"${tool.item}"`,
      ])));
  },
);

function program({ host, places }: Surroundings, name: string): string | null {
  try {
    return realProgram(host, places, name);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
