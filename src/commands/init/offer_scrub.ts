import { scrubFile } from "../../aws/config/scrub_file.ts";
import { storedKeys } from "../../credentials/stored_keys.ts";
import { itemsOf } from "../../unlock/find_item.ts";
import { report } from "../../cli/output.ts";
import { askYesNo } from "../../cli/prompts.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * Offers to take the plaintext of keys that the default vault holds out of the credentials file, when some is there.
 * Faults (77) cancelled.
 */
export async function offerScrub(context: CommandContext): Promise<void> {
  const items = await itemsOf(context, [context.vaultName()], {
    reason: "to see which keys it holds",
  });
  const isHeld = storedKeys(items.map((each) => each.item));
  const { path, removed } = await scrubFile(context.host, context.paths.home, isHeld, {
    dryRun: true,
  });
  if (removed.length === 0) return;
  const profiles = removed.map((each) => `[${each.profile}]`).join(", ");
  const agreed = await askYesNo(
    `${path} still holds in plaintext what the vault has now: ${profiles}. Remove it there?`,
    { cannot: `scrub ${path}` },
  );
  if (!agreed) return report("opaws: left as it is; later: opaws scrub");
  await scrubFile(context.host, context.paths.home, isHeld, { dryRun: false });
  report(`opaws: removed from ${path}`);
}
