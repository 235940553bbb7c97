import { type ConfigKey, keysLeftInConfig } from "../aws/config/keys_in_config.ts";
import { configPath, loadProfiles } from "../aws/config/profiles.ts";
import type { PlaintextCopy } from "../aws/sso/cli_caches.ts";
import type { IsStored } from "../aws/config/scrub.ts";
import { scrubFile } from "../aws/config/scrub_file.ts";
import { confirm } from "../cli/confirm.ts";
import type { CommandContext } from "../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  yesFlag,
} from "../cli/declare.ts";
import { printAnswer, report } from "../cli/output.ts";
import { storedKeys } from "../credentials/access_key.ts";
import { UserError } from "../errors.ts";
import { systemError } from "../fs/system_error.ts";
import { plaintextOfServed } from "../credentials/sso/plaintext_of_served.ts";
import { openItemsWithKey } from "../unlock/list_items.ts";
import { mapKeySources, removedItems, unmappedKeySources } from "./profile/map_key_sources.ts";
import { optionWords } from "../quote.ts";
import { keyIdsInFiles } from "./scrub/key_ids_in_files.ts";
import { reportUnusable } from "./unusable_vaults.ts";

/** `opaws scrub`. */
export const command: Command = declare(
  {
    description:
      "Removes a key only if a vault holds both its id and its secret. The rest of the file stays byte for byte. opaws does not touch copies elsewhere, such as backups and editors' files. It lists the keys in ~/.aws/config, which it never writes. It also removes the tokens and role credentials that the AWS CLI cached in plaintext, of the sessions of IAM Identity Center that opaws is signed in to.",
    examples: ["opaws scrub --dry-run", "opaws scrub"],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    passwordStdin: passwordStdinFlag,
    dryRun: flag("--dry-run", "Only list what would be removed."),
  }),
  async (options, context) => {
    const { host, paths } = context;
    const purpose = {
      reason: "to see which keys the vaults hold",
      passwordStdin: options.passwordStdin,
    };
    const keyIds = keyIdsInFiles(context);
    const { items, unusable } = await openItemsWithKey(context, undefined, purpose, keyIds);
    reportUnusable(unusable);
    const isStored = storedKeys(items.map((each) => each.item));
    let found = scrubFile(host, paths.home, isStored, { dryRun: true });
    const sources = unmappedKeySources(context, removedItems(found.removed, items));
    let mapped = sources.map(({ profile }) =>
      `Would map profile "${profile}" to its item: other roles are assumed with its key.`
    );
    if (!options.dryRun && found.removed.length > 0) {
      await confirm(options.yes, {
        question: `Remove ${keyCount(found.removed.length)} from ${found.path}?`,
        cannot: `scrub ${found.path}`,
        flag: `opaws scrub${
          optionWords({ "--password-stdin": options.passwordStdin, "--yes": true })
        }`,
      });
      // First the mapping: without it, and without the keys, these chains would begin with another principal.
      mapped = await mapKeySources(context, sources);
      found = scrubFile(host, paths.home, isStored, { dryRun: false });
    }
    const copies = await scrubCopies(context, options);
    const left = leftInConfig(context, isStored);
    const mappedProfiles = sources.map(({ profile }) => profile);
    printAnswer(options.json, {
      ...found,
      left,
      mappedProfiles,
      identityCenter: copies,
      dryRun: options.dryRun,
    }, () => [
      ...(found.removed.length === 0
        ? [`Nothing to remove: no key in ${found.path} is in a vault.`]
        : [
          `${options.dryRun ? "Would remove" : "Removed"} ${
            keyCount(found.removed.length)
          } from ${found.path}:`,
          ...found.removed.map(keyLine),
          ...mapped,
        ]),
      ...copies.map(({ path, kind, session }) =>
        `${options.dryRun ? "Would remove" : "Removed"} ${kind} of ${session}: ${path}`
      ),
      ...(left.length === 0 ? [] : [
        `Left: ${keyCount(left.length)} in ${
          configPath(host, paths.home)
        }, which opaws never writes:`,
        ...left.map(keyLine),
      ]),
    ]);
  },
);

/**
 * Removes what the AWS CLI left in plaintext of the sessions of IAM Identity Center that opaws is signed in to, and
 * returns it. Asks first.
 */
async function scrubCopies(
  { host, paths }: CommandContext,
  { dryRun, yes, passwordStdin }: {
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly passwordStdin: boolean;
  },
): Promise<PlaintextCopy[]> {
  const copies = await plaintextOfServed(host, paths);
  if (dryRun || copies.length === 0) return copies;
  const sessions = [...new Set(copies.map(({ session }) => session))].join(", ");
  const count = copies.length === 1 ? "1 file" : `${copies.length} files`;
  await confirm(yes, {
    question: `Remove ${count} of the AWS CLI with tokens and credentials of ${sessions}?`,
    cannot: "scrub the caches of the AWS CLI",
    flag: `opaws scrub${optionWords({ "--password-stdin": passwordStdin, "--yes": true })}`,
  });
  for (const { path } of copies) removeFile(path);
  return copies;
}

/** Throws UserError (74) if the file cannot be removed. */
function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw systemError("write-failed", `remove ${path}`, error);
  }
}

/** Returns the stored keys in the config file. Reports a file that aws refuses: it must not stop the scrub of the other. */
function leftInConfig({ host, paths }: CommandContext, isStored: IsStored): ConfigKey[] {
  try {
    return keysLeftInConfig(loadProfiles(host, paths.home), isStored);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`);
    return [];
  }
}

function keyLine(key: ConfigKey): string {
  return `  [${key.profile}] …${key.accessKeyId.slice(-4)}, lines ${key.lines.join(", ")}`;
}

function keyCount(count: number): string {
  return count === 1 ? "1 access key" : `${count} access keys`;
}
