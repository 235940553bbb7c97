import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printExactAnswer } from "../../cli/output.ts";
import { getSetting } from "../../scope/settings.ts";

/** `opaws config get`. */
export const command: Command = declare(
  { examples: ["opaws config get lock.idleMinutes"] },
  parameters({
    json: jsonFlag,
    name: argument("NAME", "Which setting. See opaws config list.", "setting"),
  }),
  (options, context) => {
    const value = getSetting(context.config(), options.name);
    printExactAnswer(options.json, { name: options.name, value }, () => [String(value)]);
  },
);
