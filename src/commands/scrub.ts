import { type ConfigKey, keysLeftInConfig } from "../aws/config/keys_in_config.ts";
import { configPath, loadProfiles } from "../aws/config/profiles.ts";
import { scrubFile } from "../aws/config/scrub_file.ts";
import { pairOf, storedKeyPairs } from "./item/candidates.ts";
import type { IsStored } from "../aws/config/scrub.ts";
import { UserError } from "../errors.ts";
import { confirm } from "../cli/confirm.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  yesFlag,
} from "../cli/declare.ts";
import { itemsOf } from "../unlock/find_item.ts";
import { printAnswer, report } from "../cli/output.ts";
import type { CommandContext } from "../cli/context.ts";

/** `opaws scrub`. */
export const scrub: Command = declare(
  "scrub",
  {
    brief: "Takes keys that a vault holds out of ~/.aws/credentials.",
    description:
      "Only pairs whose both halves a vault holds; all else in the file stays byte for byte. What remains elsewhere (~/.aws/config, backups, editors' copies) is not touched; of ~/.aws/config it is told.",
    examples: ["opaws scrub --dry-run", "opaws scrub"],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    passwordStdin: passwordStdinFlag,
    dryRun: flag("--dry-run", "Only tell what would go."),
  }),
  async (options, context) => {
    const isHeld = await holding(context, options.passwordStdin);
    let found = scrubFile(context.host, context.paths.home, isHeld, { dryRun: true });
    if (!options.dryRun && found.removed.length > 0) {
      await confirm(options.yes, {
        question: `Remove ${count(found.removed.length)} from ${found.path}?`,
        cannot: `scrub ${found.path}`,
        flag: "opaws scrub --yes",
      });
      found = scrubFile(context.host, context.paths.home, isHeld, { dryRun: false });
    }
    const left = leftInConfig(context, isHeld);
    printAnswer(options.json, { ...found, left, dryRun: options.dryRun }, () => [
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
          configPath(context.host, context.paths.home)
        }, which opaws never writes:`,
        ...left.map(line),
      ]),
    ]);
  },
);

/** Answers whether any vault holds a pair; every vault is unlocked for it. Faults as `unlockVault`. */
export async function holding(
  context: CommandContext,
  fromStdin: boolean,
): Promise<(accessKeyId: string, secret: Parameters<typeof pairOf>[1]) => boolean> {
  const items = await itemsOf(context, context.vaultNames(), {
    reason: "to see which keys the vaults hold",
    passwordStdin: fromStdin,
  });
  const held = storedKeyPairs(items.map((each) => each.item));
  return (accessKeyId, secret) => held.has(pairOf(accessKeyId, secret));
}

/** A config file that aws refuses is told, and does not stop the scrubbing of the other. */
function leftInConfig({ host, paths }: CommandContext, isHeld: IsStored): ConfigKey[] {
  try {
    return keysLeftInConfig(loadProfiles(host, paths.home), isHeld);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`);
    return [];
  }
}

function line(key: ConfigKey): string {
  return `  [${key.profile}] …${key.accessKeyId.slice(-4)}, lines ${key.lines.join(", ")}`;
}

function count(pairs: number): string {
  return pairs === 1 ? "1 access key" : `${pairs} access keys`;
}
