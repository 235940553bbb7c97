import type { Candidate, CandidateKind } from "../../aws/importers/candidate.ts";
import { changeVault } from "../../vault/change.ts";
import type { Item } from "../../vault/item.ts";
import type { VaultKey } from "../../vault/key.ts";
import { candidateLine, freeTitle, heldPairs, itemFrom, pairOf } from "../item/candidates.ts";
import {
  type Command,
  declare,
  json,
  object,
  optionalWord,
  passwordStdin,
  toggle,
  value,
  vault,
} from "../declare.ts";
import { gatherCandidates } from "../item/gather_candidates.ts";
import { answer } from "../output/output.ts";
import { newItem } from "../item/save_item.ts";
import { chooseSeveral } from "../ask/talk.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

/** `opaws item import`. */
export const itemImport: Command = declare(
  "import",
  {
    brief: "Brings access keys in from where they lie now; nothing there is changed.",
    description:
      "Looks into the environment, ~/.aws/credentials, a console CSV (--csv FILE) and aws-vault; SOURCE narrows it to environment, credentials-file, csv or aws-vault. Temporary keys are told and left. opaws scrub takes the plaintext away afterwards.",
    examples: ["opaws item import", "opaws item import --csv me_accessKeys.csv --all"],
  },
  object({
    json,
    vault,
    passwordStdin,
    all: toggle("--all", "Import all that are found, without asking."),
    dryRun: toggle("--dry-run", "Only tell what is found."),
    csv: value("--csv", "FILE", "A CSV file as the AWS console offers it for download."),
    source: optionalWord("SOURCE", "Where to look, when not everywhere."),
  }),
  async (options, work) => {
    const found = await gatherCandidates(work, { source: options.source, csv: options.csv });
    const usable = found.filter((each) => !each.temporary);
    if (options.dryRun || usable.length === 0) {
      return tellFound(options.json, found, [], new Set());
    }
    const name = work.vaultName(options.vault);
    const open = await unlockVault(work, name, {
      reason: "to import access keys",
      passwordStdin: options.passwordStdin,
    });
    const held = heldPairs(await open.items());
    const fresh = usable.filter((each) => !held.has(pair(each)));
    const chosen = options.all || fresh.length === 0 ? fresh : await chooseSeveral(
      "Which access keys to import?",
      fresh.map((each) => ({ value: each, label: candidateLine(each) })),
      { cannot: "import access keys", try: "opaws item import --all" },
    );
    const imported = await importAll(work, name, open.key, chosen);
    tellFound(options.json, found, imported, held, chosen);
  },
);

/** Adds an item for each of `candidates` to the vault called `vault`, in one write; none twice. */
export async function importAll(
  work: Workplace,
  vault: string,
  key: VaultKey,
  candidates: readonly Candidate[],
): Promise<Item[]> {
  const made: Item[] = [];
  if (candidates.length === 0) return made;
  await changeVault(work.host, work.places, vault, key, async (draft) => {
    const items = await draft.items();
    const held = heldPairs(items);
    const titles = new Set(items.map((item) => item.title));
    for (const candidate of candidates) {
      if (held.has(pair(candidate))) continue;
      const title = freeTitle(candidate.suggestedTitle, titles);
      titles.add(title);
      const item = newItem(work.host, itemFrom(candidate, title));
      await draft.putItem(item);
      made.push(item);
    }
  });
  return made;
}

/** What to do about the key where it was found, by the kind of that place; aws-vault's are encrypted there too. */
const LEFT_BEHIND: Readonly<Record<CandidateKind, readonly string[]>> = {
  "credentials-file": ["Take the plaintext away: opaws scrub"],
  "config-file": [
    "The AWS config file, which opaws never writes, still holds the plaintext: take its lines out",
  ],
  csv: ["The CSV file still holds the plaintext: delete it"],
  environment: [
    "Where the environment is set, for example in a startup file, it still holds the key",
  ],
  "aws-vault": [],
};

function tellFound(
  json: boolean,
  found: readonly Candidate[],
  imported: readonly Item[],
  held: ReadonlySet<string>,
  chosen: readonly Candidate[] = [],
): void {
  const candidates = found.map((each) => ({
    source: each.source,
    kind: each.kind,
    accessKeyId: `…${each.accessKeyId.slice(-4)}`,
    suggestedTitle: each.suggestedTitle,
    temporary: each.temporary,
    held: held.has(pair(each)),
    warnings: each.warnings,
  }));
  const items = imported.map(({ id, title }) => ({ id, title }));
  answer(json, { candidates, imported: items }, () => [
    ...(found.length === 0 ? ["No access key found."] : found.map((each) => {
      const note = each.temporary
        ? "not imported: it is temporary"
        : held.has(pair(each))
        ? "in the vault already"
        : "";
      return `${candidateLine(each)}${note ? `: ${note}` : ""}`;
    })),
    ...items.map(({ title }) => `Imported as "${title}".`),
    ...[...new Set(chosen.map(({ kind }) => LEFT_BEHIND[kind]))].flat(),
  ]);
}

function pair(candidate: Candidate): string {
  return pairOf(candidate.accessKeyId, candidate.secretAccessKey);
}
