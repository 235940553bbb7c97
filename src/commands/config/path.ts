import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printExactAnswer } from "../../cli/output.ts";

/** `opaws config path`. */
export const command: Command = declare(
  {
    examples: ["opaws config path"],
  },
  parameters({ json: jsonFlag }),
  (options, context) =>
    printExactAnswer(
      options.json,
      { path: context.paths.configFile },
      () => [context.paths.configFile],
    ),
);
