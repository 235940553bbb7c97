import { type ConfigKey, heldInConfig } from "../../aws/held_in_config.ts";
import { configPath, loadProfiles } from "../../aws/profiles.ts";
import { scrubFile } from "../../aws/scrub_file.ts";
import { heldPairs, pairOf } from "../item/candidates.ts";
import type { IsHeld } from "../../aws/scrub.ts";
import { Fault } from "../../fault.ts";
import { confirm } from "../ask/confirm.ts";
import { type Command, declare, json, object, passwordStdin, toggle, yes } from "../declare.ts";
import { itemsOf } from "../item/find_item.ts";
import { answer, tell } from "../output/output.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws scrub`. */
export const scrub: Command = declare(
  "scrub",
  {
    brief: "Takes keys that a vault holds out of ~/.aws/credentials.",
    description:
      "Only pairs whose both halves a vault holds; all else in the file stays byte for byte. What remains elsewhere (~/.aws/config, backups, editors' copies) is not touched; of ~/.aws/config it is told.",
    examples: ["opaws scrub --dry-run", "opaws scrub"],
  },
  object({
    json,
    yes,
    passwordStdin,
    dryRun: toggle("--dry-run", "Only tell what would go."),
  }),
  async (options, work) => {
    const isHeld = await holding(work, options.passwordStdin);
    let found = scrubFile(work.host, work.places.home, isHeld, { dryRun: true });
    if (!options.dryRun && found.removed.length > 0) {
      await confirm(options.yes, {
        question: `Remove ${count(found.removed.length)} from ${found.path}?`,
        cannot: `scrub ${found.path}`,
        flag: "opaws scrub --yes",
      });
      found = scrubFile(work.host, work.places.home, isHeld, { dryRun: false });
    }
    const left = leftInConfig(work, isHeld);
    answer(options.json, { ...found, left, dryRun: options.dryRun }, () => [
      ...(found.removed.length === 0
        ? [`Nothing to remove: no vault holds a key of ${found.path}.`]
        : [
          `${options.dryRun ? "Would remove" : "Removed"} ${
            count(found.removed.length)
          } from ${found.path}:`,
          ...found.removed.map(line),
        ]),
      ...(left.length === 0 ? [] : [
        `Left: ${count(left.length)} in ${
          configPath(work.host, work.places.home)
        }, which opaws never writes:`,
        ...left.map(line),
      ]),
    ]);
  },
);

/** Answers whether any vault holds a pair; every vault is unlocked for it. Faults as `unlockVault`. */
export async function holding(
  work: Workplace,
  fromStdin: boolean,
): Promise<(accessKeyId: string, secret: Parameters<typeof pairOf>[1]) => boolean> {
  const items = await itemsOf(work, work.vaultNames(), {
    reason: "to see which keys the vaults hold",
    passwordStdin: fromStdin,
  });
  const held = heldPairs(items.map((each) => each.item));
  return (accessKeyId, secret) => held.has(pairOf(accessKeyId, secret));
}

/** A config file that aws refuses is told, and does not stop the scrubbing of the other. */
function leftInConfig({ host, places }: Workplace, isHeld: IsHeld): ConfigKey[] {
  try {
    return heldInConfig(loadProfiles(host, places.home), isHeld);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell(`opaws: ${error.message}`);
    return [];
  }
}

function line(key: ConfigKey): string {
  return `  [${key.profile}] …${key.accessKeyId.slice(-4)}, lines ${key.lines.join(", ")}`;
}

function count(pairs: number): string {
  return pairs === 1 ? "1 access key" : `${pairs} access keys`;
}
