import { loadProfiles } from "../../aws/config/profiles.ts";
import { findProvider } from "../../aws/config/provider.ts";
import type { CommandContext } from "../../cli/context.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { checkLine } from "../../credentials/text_checks.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { mapProfile } from "../../scope/edit.ts";
import { findItem } from "../../unlock/find_item.ts";

/** `opaws profile map`. */
export const command: Command = declare(
  {
    examples: ['opaws profile map audit --item "AWS audit"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: option("--item", "ITEM", "The item: title, id, or a unique beginning."),
    profile: argument("PROFILE", "A profile of ~/.aws/config."),
  }),
  async (options, context) => {
    const { profile } = options;
    checkLine("map a profile", "a profile's name", profile);
    if (options.item === undefined) {
      throw new UserError({
        exit: "usage",
        code: "usage",
        cannot: `map profile ${JSON.stringify(profile)}`,
        because: "--item is not given",
        try: `opaws profile map ${shellWord(profile)} --item ITEM`,
      });
    }
    const { item, vault } = await findItem(context, options.item, options.vault, {
      reason: `to map profile ${JSON.stringify(profile)}`,
      passwordStdin: options.passwordStdin,
    });
    const binding = { vault, item: item.id, title: item.title };
    await changeConfig(
      context.host,
      context.paths,
      (config) => mapProfile(config, profile, binding),
    );
    printAnswer(options.json, { profile, binding }, () => [
      `Profile "${profile}" uses "${item.title}" of vault "${vault}".`,
    ]);
    reportOtherSource(context, profile);
  },
);

/** Reports a profile that takes its credentials from another one, whose item is used instead. */
function reportOtherSource({ host, paths }: CommandContext, profile: string): void {
  let source: string;
  try {
    source = findProvider(loadProfiles(host, paths.home), profile, true).profile;
  } catch (error) {
    if (error instanceof UserError) return;
    throw error;
  }
  if (source === profile) return;
  report(
    `opaws: profile "${profile}" takes its credentials from profile "${source}", so the item of "${source}" is used`,
    `  try: opaws profile map ${shellWord(source)} --item ITEM`,
  );
}
