import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { columns, printAnswer } from "../../cli/output.ts";

/** `opaws profile list`. */
export const command: Command = declare(
  { examples: ["opaws profile list"] },
  parameters({ json: jsonFlag }),
  (options, context) => {
    const profiles = Object.entries(context.config().profiles)
      .map(([profile, binding]) => ({ profile, binding }));
    printAnswer(
      options.json,
      { profiles },
      () =>
        profiles.length === 0
          ? ["No profile has an item of its own."]
          : columns(profiles.map(({ profile, binding }) => [
            profile,
            `"${binding.title}"`,
            `vault ${binding.vault}`,
          ])),
    );
  },
);
