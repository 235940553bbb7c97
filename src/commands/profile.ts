import { findProvider } from "../aws/config/provider.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { UserError } from "../errors.ts";
import { changeConfig } from "../scope/config_file.ts";
import { mapProfile } from "../scope/edit.ts";
import {
  argument,
  type Command,
  declare,
  group,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../cli/declare.ts";
import { shellWord } from "../quote.ts";
import { findItem } from "../unlock/find_item.ts";
import { columns, printAnswer, report } from "../cli/output.ts";
import type { CommandContext } from "../cli/context.ts";

const PROFILE = argument("PROFILE", "A profile of ~/.aws/config.");

const map = declare(
  "map",
  {
    brief: "Says which item stands behind a profile, wherever the profile is used.",
    examples: ['opaws profile map audit --item "AWS audit"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: option("--item", "ITEM", "The item: title, id, or a unique beginning."),
    profile: PROFILE,
  }),
  async (options, context) => {
    const { profile } = options;
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
    const end = endOf(context, profile);
    if (end === profile) return;
    report(
      `opaws: profile "${profile}" takes its credentials from profile "${end}": that one's item counts now`,
      `  try: opaws profile map ${shellWord(end)} --item ITEM`,
    );
  },
);

/** The profile at the end of the chain of `profile`; itself where the AWS config files do not say. */
function endOf({ host, paths }: CommandContext, profile: string): string {
  try {
    return findProvider(loadProfiles(host, paths.home), profile, true).profile;
  } catch (error) {
    if (error instanceof UserError) return profile;
    throw error;
  }
}

const unmap = declare(
  "unmap",
  {
    brief: "Takes the item from behind a profile; the item itself stays.",
    examples: ["opaws profile unmap audit"],
  },
  parameters({ json: jsonFlag, profile: PROFILE }),
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
      `Profile "${profile}" has no item of its own any more.`,
    ]);
  },
);

const list = declare(
  "list",
  { brief: "Lists the profiles that have an item of their own.", examples: ["opaws profile list"] },
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

/** `opaws profile`. */
export const profiles: Command = group(
  "profile",
  {
    brief: "Profiles: which item stands behind which AWS profile.",
    description: "Profiles: which item stands behind which profile of ~/.aws/config.",
  },
  [map, unmap, list],
);
