import type { Candidate, CandidateKind } from "../../importers/candidate.ts";
import { changeVault } from "../../vault/store/change.ts";
import type { Item } from "../../vault/item.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import { candidateLine, freeTitle, itemFrom, pairOf, storedKeyPairs } from "./candidates.ts";
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
import { gatherCandidates } from "./gather_candidates.ts";
import { printAnswer } from "../../cli/output.ts";
import { newItem } from "./save_item.ts";
import { chooseSeveral } from "../../cli/prompts.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";

/** `opaws item import`. */
export const itemImport: Command = declare(
  "import",
  {
    brief: "Brings access keys in from where they lie now; nothing there is changed.",
    description:
      "Looks into the environment, ~/.aws/credentials, a console CSV (--csv FILE) and aws-vault; SOURCE narrows it to environment, credentials-file, csv or aws-vault. Temporary keys are told and left. opaws scrub takes the plaintext away afterwards.",
    examples: ["opaws item import", "opaws item import --csv me_accessKeys.csv --all"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    all: flag("--all", "Import all that are found, without asking."),
    dryRun: flag("--dry-run", "Only tell what is found."),
    csv: option("--csv", "FILE", "A CSV file as the AWS console offers it for download."),
    source: optionalArgument("SOURCE", "Where to look, when not everywhere."),
  }),
  async (options, context) => {
    const found = await gatherCandidates(context, { source: options.source, csv: options.csv });
    const usable = found.filter((each) => !each.temporary);
    if (options.dryRun || usable.length === 0) {
      return tellFound(options.json, found, [], new Set());
    }
    const name = context.vaultName(options.vault);
    const open = await unlockVault(context, name, {
      reason: "to import access keys",
      passwordStdin: options.passwordStdin,
    });
    const held = storedKeyPairs(await open.items());
    const fresh = usable.filter((each) => !held.has(pair(each)));
    const chosen = options.all || fresh.length === 0 ? fresh : await chooseSeveral(
      "Which access keys to import?",
      fresh.map((each) => ({ value: each, label: candidateLine(each) })),
      { cannot: "import access keys", try: "opaws item import --all" },
    );
    const imported = await importAll(context, name, open.key, chosen);
    tellFound(options.json, found, imported, held, chosen);
  },
);

/** Adds an item for each of `candidates` to the vault called `vault`, in one write; none twice. */
export async function importAll(
  context: CommandContext,
  vault: string,
  key: VaultKey,
  candidates: readonly Candidate[],
): Promise<Item[]> {
  const made: Item[] = [];
  if (candidates.length === 0) return made;
  await changeVault(context.host, context.paths, vault, key, async (draft) => {
    const items = await draft.items();
    const held = storedKeyPairs(items);
    const titles = new Set(items.map((item) => item.title));
    for (const candidate of candidates) {
      if (held.has(pair(candidate))) continue;
      const title = freeTitle(candidate.suggestedTitle, titles);
      titles.add(title);
      const item = newItem(context.host, itemFrom(candidate, title));
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
  printAnswer(json, { candidates, imported: items }, () => [
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
