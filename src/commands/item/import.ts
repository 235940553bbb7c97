import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { chooseSeveral } from "../../cli/prompts.ts";
import { storedKeys } from "../../credentials/access_key.ts";
import type { Candidate, CandidateKind } from "../../importers/candidate.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import { itemsWithKey } from "../../vault/store/items_with_key.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { fieldText, type Item } from "../../vault/item.ts";
import { foldTitle } from "../../vault/item_reference.ts";
import { changeVault } from "../../vault/store/change.ts";
import { mapKeySources, type ProfileItem, unmappedKeySources } from "../profile/map_key_sources.ts";
import {
  candidateLine,
  itemFrom,
  reviewCandidate,
  temporaryProblem,
  withEnd,
} from "./candidates.ts";
import { gatherCandidates } from "./gather_candidates.ts";
import { freeTitle, newItem } from "./new_item.ts";
import { optionWords, shellWord } from "../../quote.ts";

type IsStored = ReturnType<typeof storedKeys>;

/** `opaws item import`. */
export const command: Command = declare(
  {
    description:
      "Looks in the environment, ~/.aws/credentials, a console CSV (--csv FILE) and aws-vault. SOURCE narrows it to environment, credentials-file, csv or aws-vault. Lists temporary keys, and imports them only with --temporary. To remove the plaintext afterwards, use opaws scrub.",
    examples: [
      "opaws item import",
      "opaws item import --csv me_accessKeys.csv --all",
      "opaws item import --1pux 1PasswordExport.1pux",
      "opaws item import --op",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    all: flag("--all", "Import every key found, without asking."),
    dryRun: flag("--dry-run", "Only list the keys found."),
    csv: option("--csv", "FILE", "A CSV file that the AWS console offers for download."),
    onePux: option("--1pux", "FILE", "Look in an export of 1Password instead (.1pux)."),
    op: flag("--op", "Ask 1Password's program op instead."),
    temporary: flag("--temporary", "Import temporary credentials too."),
    expires: option("--expires", "TIME", "When they end, if it is not found: as 1h, or a time."),
    source: optionalArgument("SOURCE", "Where to look, if not everywhere."),
  }),
  async (options, context) => {
    const now = context.host.now();
    const gathered = await gatherCandidates(context, options);
    const found = gathered.map((each) => withEnd(each, options.expires, now));
    const problems = found.map((each) =>
      temporaryProblem(each, options.temporary) ?? reviewCandidate(each).problem
    );
    const usable = found.filter((_, at) => problems[at] === null);
    const result = { json: options.json, found, problems };
    if (options.dryRun || usable.length === 0) {
      return printResult(result, [], () => false);
    }
    const vault = context.vaultName(options.vault);
    const open = await unlockVault(context, vault, {
      reason: "to import access keys",
      write: true,
      passwordStdin: options.passwordStdin,
    });
    const summaries = await itemSummaries(context.host, context.paths, open);
    const keyIds = usable.map(({ accessKeyId }) => accessKeyId);
    const isStored = storedKeys(await itemsWithKey(summaries, keyIds, (id) => open.item(id)));
    const fresh = usable.filter((each) => !isStored(each.accessKeyId, each.secretAccessKey));
    const source = options.source === undefined ? "" : ` ${shellWord(options.source)}`;
    const chosen = options.all || fresh.length === 0 ? fresh : await chooseSeveral(
      "Which access keys to import?",
      fresh.map((each) => ({ value: each, label: candidateLine(each) })),
      {
        cannot: "import access keys",
        try: `opaws item import${source}${
          optionWords({ "--vault": options.vault, "--csv": options.csv, "--all": true })
        }`,
      },
    );
    const imported = await importAll(context, vault, open.key, chosen);
    printResult(result, imported, isStored, chosen);
    const sources = unmappedKeySources(context, importedProfiles(vault, imported, chosen));
    for (const line of await mapKeySources(context, sources)) context.report(`opaws: ${line}`);
  },
);

/** Adds an item for each candidate that the vault does not hold yet, all in one write. Returns the new items. */
async function importAll(
  context: CommandContext,
  vault: string,
  key: VaultKey,
  candidates: readonly Candidate[],
): Promise<Item[]> {
  const imported: Item[] = [];
  if (candidates.length === 0) return imported;
  await changeVault(context.host, context.paths, vault, key, async (draft) => {
    const summaries = await draft.summaries();
    const keyIds = candidates.map(({ accessKeyId }) => accessKeyId);
    const isStored = storedKeys(await itemsWithKey(summaries, keyIds, (id) => draft.item(id)));
    const titles = new Set(summaries.map(({ title }) => foldTitle(title)));
    for (const candidate of candidates) {
      if (isStored(candidate.accessKeyId, candidate.secretAccessKey)) continue;
      const title = freeTitle(candidate.suggestedTitle, titles);
      titles.add(foldTitle(title));
      const item = newItem(context.host, itemFrom(candidate, title));
      await draft.putItem(item);
      imported.push(item);
    }
  });
  return imported;
}

/** Returns the new item of each profile whose key was imported from the AWS files. */
function importedProfiles(
  vault: string,
  imported: readonly Item[],
  candidates: readonly Candidate[],
): ProfileItem[] {
  return candidates.flatMap(({ profile, accessKeyId }) => {
    const item = imported.find((each) => fieldText(each, "access key id") === accessKeyId);
    if (profile === undefined || item === undefined) return [];
    return [{ profile, binding: { vault, item: item.id, title: item.title } }];
  });
}

/** What to do about the original of an imported key. aws-vault's are encrypted, so they can stay. */
const NEXT_STEPS: Readonly<Record<CandidateKind, readonly string[]>> = {
  "credentials-file": ["Remove the plaintext: opaws scrub"],
  "config-file": [
    "The AWS config file still holds the plaintext, and opaws never writes to it: remove those lines",
  ],
  csv: ["The CSV file still holds the plaintext: delete it"],
  environment: [
    "The key is still in plaintext where your environment is set, for example in a startup file",
  ],
  "aws-vault": [],
  "1pux": ["The export still holds all of 1Password in plaintext: delete it"],
  op: [],
};

/** What was found, and why each of it cannot be imported; null if it can. */
interface ImportResult {
  readonly json: boolean;
  readonly found: readonly Candidate[];
  readonly problems: readonly (string | null)[];
}

function printResult(
  { json, found, problems }: ImportResult,
  imported: readonly Item[],
  isStored: IsStored,
  chosen: readonly Candidate[] = [],
): void {
  const reviews = found.map(reviewCandidate);
  const candidates = found.map((each, index) => ({
    source: each.source,
    kind: each.kind,
    accessKeyId: `…${each.accessKeyId.slice(-4)}`,
    suggestedTitle: each.suggestedTitle,
    temporary: each.temporary,
    held: isStored(each.accessKeyId, each.secretAccessKey),
    problem: problems[index]!,
    warnings: reviews[index]!.warnings,
  }));
  const items = imported.map(({ id, title }) => ({ id, title }));
  printAnswer(json, { candidates, imported: items }, () => [
    ...(found.length === 0 ? ["No access keys found."] : found.map((each, index) => {
      const note = problems[index] !== null
        ? `not imported: ${problems[index]}`
        : candidates[index]!.held
        ? "already in the vault"
        : "";
      return `${candidateLine(each)}${note ? `: ${note}` : ""}`;
    })),
    ...items.map(({ title }) => `Imported as "${title}".`),
    ...[...new Set(chosen.map(({ kind }) => NEXT_STEPS[kind]))].flat(),
  ]);
}
