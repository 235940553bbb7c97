import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";

/** `opaws profile list`. */
export const command: Command = declare(
  { examples: ["opaws profile list"] },
  parameters({ json: jsonFlag }),
  async (options, context) => {
    const profiles = Object.entries(context.config().profiles)
      .map(([profile, binding]) => ({ profile, binding }));
    await printStyledAnswer(
      options.json,
      { profiles },
      () =>
        profiles.length === 0 ? ["No profile has an item of its own."] : table(
          ["PROFILE", "ITEM", "VAULT"],
          profiles.map(({ profile, binding }) => [profile, binding.title, binding.vault]),
        ),
    );
  },
);
