import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";

/** `opaws config path`. */
export const command: Command = declare(
  {
    examples: ["opaws config path"],
  },
  parameters({ json: jsonFlag }),
  (options, context) =>
    printAnswer(options.json, { path: context.paths.configFile }, () => [context.paths.configFile]),
);
