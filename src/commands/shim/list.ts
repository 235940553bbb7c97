import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { isShimFolderOnPath, listShims, shimFolder } from "../../exec/shims.ts";

/** `opaws shim list`. */
export const command: Command = declare(
  { examples: ["opaws shim list"] },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const tools = listShims(context.paths);
    const folder = shimFolder(context.paths);
    const onPath = isShimFolderOnPath(context.host, context.paths);
    printAnswer(options.json, { folder, tools, onPath }, () => [
      ...(tools.length === 0 ? ["There are no shims."] : tools),
      ...(tools.length > 0 && !onPath ? [`${folder} is not on your PATH.`] : []),
    ]);
  },
);
