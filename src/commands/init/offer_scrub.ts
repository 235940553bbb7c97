import { scrubFile } from "../../aws/config/scrub_file.ts";
import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { askYesNo } from "../../cli/prompts.ts";
import { storedKeys } from "../../credentials/access_key.ts";
import { openItemsWithKey } from "../../unlock/list_items.ts";
import { keyIdsInFiles } from "../scrub/key_ids_in_files.ts";
import { mapKeySources, removedItems, unmappedKeySources } from "../profile/map_key_sources.ts";

/**
 * Offers to remove keys from the credentials file that the vault `vault` has by now, if there are any.
 *
 * @throws Cancelled (77).
 */
export async function offerScrub(context: CommandContext, vault: string): Promise<void> {
  const { host, paths } = context;
  const purpose = { reason: "to see which keys it has" };
  const keyIds = keyIdsInFiles(context);
  const { items } = await openItemsWithKey(context, vault, purpose, keyIds);
  const isStored = storedKeys(items.map((each) => each.item));
  const { path, removed } = await scrubFile(host, paths.home, isStored, { dryRun: true });
  if (removed.length === 0) return;
  const profiles = removed.map((each) => `[${each.profile}]`).join(", ");
  const agreed = await askYesNo(
    `${path} still has keys in plaintext that are in the vault now: ${profiles}. Remove them there?`,
    { cannot: `scrub ${path}` },
  );
  if (!agreed) return report("opaws: left as they are; remove them later with: opaws scrub");
  const sources = unmappedKeySources(context, removedItems(removed, items));
  for (const line of await mapKeySources(context, sources)) report(`opaws: ${line}`);
  await scrubFile(host, paths.home, isStored, { dryRun: false });
  report(`opaws: removed from ${path}`);
}
