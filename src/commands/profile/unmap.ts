import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { mapProfile } from "../../scope/edit.ts";

/** `opaws profile unmap`. */
export const command: Command = declare(
  {
    examples: ["opaws profile unmap audit"],
  },
  parameters({ json: jsonFlag, profile: argument("PROFILE", "A profile of ~/.aws/config.") }),
  async (options, context) => {
    const { profile } = options;
    if (!Object.hasOwn(context.config().profiles, profile)) {
      throw new UserError({
        exit: "notFound",
        code: "no-mapping",
        cannot: `unmap profile ${JSON.stringify(profile)}`,
        because: "no item is mapped to it",
        try: "opaws profile list",
      });
    }
    await changeConfig(context.host, context.paths, (config) => mapProfile(config, profile, null));
    printAnswer(options.json, { profile, unmapped: true }, () => [
      `Profile "${profile}" no longer has an item of its own.`,
    ]);
  },
);
