import { scrubFile } from "../../aws/scrub_file.ts";
import { heldPairs, pairOf } from "../item/candidates.ts";
import { itemsOf } from "../item/find_item.ts";
import { tell } from "../output/output.ts";
import { askYes } from "../ask/talk.ts";
import type { Workplace } from "../workplace.ts";

/**
 * Offers to take the plaintext of keys that the default vault holds out of the credentials file, when some is there.
 * Faults (77) cancelled.
 */
export async function offerScrub(work: Workplace): Promise<void> {
  const items = await itemsOf(work, [work.vaultName()], { reason: "to see which keys it holds" });
  const held = heldPairs(items.map((each) => each.item));
  const isHeld: Parameters<typeof scrubFile>[2] = (id, secret) => held.has(pairOf(id, secret));
  const { path, removed } = await scrubFile(work.host, work.places.home, isHeld, { dryRun: true });
  if (removed.length === 0) return;
  const profiles = removed.map((each) => `[${each.profile}]`).join(", ");
  const agreed = await askYes(
    `${path} still holds in plaintext what the vault has now: ${profiles}. Remove it there?`,
    { cannot: `scrub ${path}` },
  );
  if (!agreed) return tell("opaws: left as it is; later: opaws scrub");
  await scrubFile(work.host, work.places.home, isHeld, { dryRun: false });
  tell(`opaws: removed from ${path}`);
}
