import { argumentList, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { listShims, shimFolder } from "../../exec/shims.ts";
import { shimFile } from "../../shell/shim.ts";
import { joinPath } from "../../fs/path.ts";

/** `opaws shim remove`. */
export const command: Command = declare(
  {
    examples: ["opaws shim remove", "opaws shim remove terraform"],
  },
  parameters({ json: jsonFlag, tools: argumentList("TOOL", "Which tools.") }),
  (options, context) => {
    const installed = listShims(context.paths);
    const unknown = options.tools.find((tool) => !installed.includes(tool));
    if (unknown !== undefined) {
      throw new UserError({
        exit: "notFound",
        code: "no-shim",
        cannot: `remove the shim of ${JSON.stringify(unknown)}`,
        because: "it has no shim",
        try: "opaws shim list",
      });
    }
    const removed = options.tools.length > 0 ? options.tools : installed;
    for (const tool of removed) {
      Deno.removeSync(joinPath(shimFolder(context.paths), shimFile(tool, context.host.platform)));
    }
    printAnswer(options.json, { removed }, () => [
      removed.length === 0 ? "There are no shims." : `Removed: ${removed.join(", ")}.`,
    ]);
  },
);
