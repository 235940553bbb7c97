import { profileProvider } from "../../aws/profile_provider.ts";
import { loadProfiles } from "../../aws/profiles.ts";
import { Fault } from "../../fault.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { mapProfile } from "../../scope/edit.ts";
import {
  type Command,
  declare,
  group,
  json,
  object,
  passwordStdin,
  value,
  vault,
  word,
} from "../declare.ts";
import { shellWord } from "../../vault/vault_name.ts";
import { findItem } from "../item/find_item.ts";
import { answer, columns, tell } from "../output/output.ts";
import type { Workplace } from "../workplace.ts";

const PROFILE = word("PROFILE", "A profile of ~/.aws/config.");

const map = declare(
  "map",
  {
    brief: "Says which item stands behind a profile, wherever the profile is used.",
    examples: ['opaws profile map audit --item "AWS audit"'],
  },
  object({
    json,
    vault,
    passwordStdin,
    item: value("--item", "ITEM", "The item: title, id, or a unique beginning."),
    profile: PROFILE,
  }),
  async (options, work) => {
    const { profile } = options;
    if (options.item === undefined) {
      throw new Fault({
        exit: "usage",
        code: "usage",
        cannot: `map profile ${JSON.stringify(profile)}`,
        because: "--item is not given",
        try: `opaws profile map ${shellWord(profile)} --item ITEM`,
      });
    }
    const { item, vault } = await findItem(work, options.item, options.vault, {
      reason: `to map profile ${JSON.stringify(profile)}`,
      passwordStdin: options.passwordStdin,
    });
    const binding = { vault, item: item.id, title: item.title };
    await changeConfig(work.host, work.places, (config) => mapProfile(config, profile, binding));
    answer(options.json, { profile, binding }, () => [
      `Profile "${profile}" uses "${item.title}" of vault "${vault}".`,
    ]);
    const end = endOf(work, profile);
    if (end === profile) return;
    tell(
      `opaws: profile "${profile}" takes its credentials from profile "${end}": that one's item counts now`,
      `  try: opaws profile map ${shellWord(end)} --item ITEM`,
    );
  },
);

/** The profile at the end of the chain of `profile`; itself where the AWS config files do not say. */
function endOf({ host, places }: Workplace, profile: string): string {
  try {
    return profileProvider(loadProfiles(host, places.home), profile, true).profile;
  } catch (error) {
    if (error instanceof Fault) return profile;
    throw error;
  }
}

const unmap = declare(
  "unmap",
  {
    brief: "Takes the item from behind a profile; the item itself stays.",
    examples: ["opaws profile unmap audit"],
  },
  object({ json, profile: PROFILE }),
  async (options, work) => {
    const { profile } = options;
    if (!Object.hasOwn(work.config().profiles, profile)) {
      throw new Fault({
        exit: "notFound",
        code: "no-mapping",
        cannot: `unmap profile ${JSON.stringify(profile)}`,
        because: "no item is mapped to it",
        try: "opaws profile list",
      });
    }
    await changeConfig(work.host, work.places, (config) => mapProfile(config, profile, null));
    answer(options.json, { profile, unmapped: true }, () => [
      `Profile "${profile}" has no item of its own any more.`,
    ]);
  },
);

const list = declare(
  "list",
  { brief: "Lists the profiles that have an item of their own.", examples: ["opaws profile list"] },
  object({ json }),
  (options, work) => {
    const profiles = Object.entries(work.config().profiles)
      .map(([profile, binding]) => ({ profile, binding }));
    answer(
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
