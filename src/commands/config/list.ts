import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";
import { unknownMembers } from "../../scope/config_text.ts";
import { listSettings } from "../../scope/settings.ts";

/** `opaws config list`. */
export const command: Command = declare(
  {
    examples: ["opaws config list"],
  },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const config = context.config();
    const settings = listSettings(config);
    const unknown = unknownMembers(config);
    printAnswer(options.json, { settings, unknown }, () => [
      ...columns(settings.map((each) => [each.name, String(each.value), each.meaning])),
      ...unknown.map((key) => `unknown key, left as it is: ${key}`),
    ]);
  },
);
