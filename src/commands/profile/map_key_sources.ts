import { keySources } from "../../aws/config/key_sources.ts";
import { loadProfiles } from "../../aws/config/profiles.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { ItemBinding } from "../../scope/binding.ts";
import type { Removed } from "../../aws/config/scrub.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { mapProfile } from "../../scope/edit.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { fieldText } from "../../vault/item.ts";

/** A profile, and the item that has its key. */
export interface ProfileItem {
  readonly profile: string;
  readonly binding: ItemBinding;
}

/**
 * Returns those of `items` whose profile needs its item mapped, so that chains of roles mean the same without its keys in
 * the file (see {@linkcode keySources}). Profiles that are mapped already are left out.
 *
 * @throws UserError (78) if there are items, and the AWS files or `config.json` cannot be used.
 */
export function unmappedKeySources(
  { host, paths, config }: CommandContext,
  items: readonly ProfileItem[],
): ProfileItem[] {
  if (items.length === 0) return [];
  const sources = keySources(loadProfiles(host, paths.home));
  const { profiles: mapped } = config();
  return items.filter(({ profile }) => sources.has(profile) && !Object.hasOwn(mapped, profile));
}

/** Returns the item that has each removed key. */
export function removedItems(
  removed: readonly Removed[],
  items: readonly FoundItem[],
): ProfileItem[] {
  return removed.flatMap(({ profile, accessKeyId }) => {
    const found = items.find(({ item }) => fieldText(item, "access key id") === accessKeyId);
    if (found === undefined) return [];
    const { item: { id, title }, vault } = found;
    return [{ profile, binding: { vault, item: id, title } }];
  });
}

/**
 * Maps the items to their profiles and returns what was done, one sentence each.
 *
 * @throws UserError (74, 75, 78) as `changeConfig`.
 */
export async function mapKeySources(
  { host, paths }: CommandContext,
  items: readonly ProfileItem[],
): Promise<string[]> {
  if (items.length === 0) return [];
  await changeConfig(
    host,
    paths,
    (config) =>
      items.reduce(
        (changed, { profile, binding }) => mapProfile(changed, profile, binding),
        config,
      ),
  );
  return items.map(({ profile, binding }) =>
    `Mapped profile "${profile}" to "${binding.title}": it has a role of its own, but other roles are assumed with its key.`
  );
}
