import type { Candidate } from "../../importers/candidate.ts";
import { UserError } from "../../errors.ts";
import { checkVaultName } from "../../vault/format/vault_name.ts";
import { vaultNames } from "../../vault/store/read.ts";
import { candidateLine, itemFrom } from "../item/candidates.ts";
import { storedKeys } from "../../credentials/access_key.ts";
import { createUnlockedVault } from "../vault/create_unlocked_vault.ts";
import { changeItem } from "../item/change_item.ts";
import { askFields, checkNotEmpty } from "../item/ask_fields.ts";
import { type FoundItem, itemsOf, type ListedItem } from "../../unlock/find_item.ts";
import { gatherCandidates } from "../item/gather_candidates.ts";
import { KNOWN_FIELDS, renameField } from "../../credentials/item_fields.ts";
import { shortKeyId } from "../item/item_view.ts";
import { report } from "../../cli/output.ts";
import { saveItem } from "../item/new_item.ts";
import {
  askText,
  askYesNo,
  type Choice,
  choose,
  type PromptErrorParts,
} from "../../cli/prompts.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";

/** Where the item comes from. */
type Source = { readonly kind: "candidate"; readonly candidate: Candidate } | {
  readonly kind: "import" | "search";
};

/**
 * Asks until there is an item: one imported from this machine, one typed in, or one that is in a vault already. Creates
 * the first vault if there is none.
 *
 * @throws UserError (77) if the user cancels, (79) without a terminal; and as unlocking the vault does.
 */
export async function pickItem(
  context: CommandContext,
  vault: string | undefined,
  error: PromptErrorParts,
  passwordStdin: boolean,
): Promise<FoundItem> {
  if (vaultNames(context.paths).length === 0) await createFirstVault(context, error, passwordStdin);
  const vaultToSearch = await unlockVault(context, context.vaultName(vault), {
    reason: "to set up a tool",
    passwordStdin,
  });
  const items = await vaultToSearch.items();
  const isStored = storedKeys(items);
  const candidates = await gatherCandidates(context, {});
  const fresh = candidates.filter((each) =>
    !each.temporary && !isStored(each.accessKeyId, each.secretAccessKey)
  );
  const sources: Choice<Source>[] = [
    ...fresh.map((candidate) => ({
      value: { kind: "candidate", candidate } as const,
      label: `Import ${candidateLine(candidate)}`,
    })),
    { value: { kind: "import" }, label: "Import into opaws", hint: "type or paste an access key" },
    { value: { kind: "search" }, label: "Search in opaws", hint: "an item you have already" },
  ];
  const source = items.length === 0 && sources.length === 2
    ? sources[0]!.value
    : await choose("Where is the access key?", sources, error);
  if (source.kind === "search") return await search(context, vault, error);
  const candidate = source.kind === "candidate" ? source.candidate : null;
  return await importItem(context, vault, candidate, error);
}

async function createFirstVault(
  context: CommandContext,
  error: PromptErrorParts,
  passwordStdin: boolean,
): Promise<void> {
  report("opaws: first you need a vault, one encrypted file for your keys");
  const name = await askText("Name of the vault", error, {
    suggestion: "personal",
    check: (text) => {
      try {
        checkVaultName(text);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
  await createUnlockedVault(context, name, passwordStdin);
}

/** Saves `candidate`, or what the user types if it is null. */
async function importItem(
  context: CommandContext,
  vault: string | undefined,
  candidate: Candidate | null,
  error: PromptErrorParts,
): Promise<FoundItem> {
  const title = await askText("Name of the item", error, {
    suggestion: candidate?.suggestedTitle ?? "AWS",
    check: checkNotEmpty,
  });
  const item = candidate === null
    ? { title, fields: await askFields(error) }
    : itemFrom(candidate, title);
  const names = context.vaultNames(vault);
  const name = names.length === 1 ? names[0]! : await choose(
    "Vault to save it in",
    names.map((each) => ({ value: each, label: each })),
    error,
  );
  const open = await unlockVault(context, name, { reason: "to save an item" });
  return { item: await saveItem(context, name, open.key, item), vault: name, open };
}

async function search(
  context: CommandContext,
  vault: string | undefined,
  error: PromptErrorParts,
): Promise<FoundItem> {
  const names = context.vaultNames(vault);
  const first = (await itemsOf(context, names.slice(0, 1), { reason: "to search for an item" }))
    .filter((each) => missingField(each) === undefined);
  const expand = {
    value: null,
    label: "Expand search",
    hint: "all items of all vaults",
    stays: true,
  };
  const chosen = await choose<ListedItem | null>(
    "Which item?",
    [...first.map(itemChoice), expand],
    error,
    true,
  );
  return await renameFields(context, chosen ?? await searchAll(context, names, error), error);
}

async function searchAll(
  context: CommandContext,
  vaults: readonly string[],
  error: PromptErrorParts,
): Promise<ListedItem> {
  const all = await itemsOf(context, vaults, { reason: "to search for an item" });
  if (all.length > 0) return await choose("Which item?", all.map(itemChoice), error, true);
  throw new UserError({
    exit: "notFound",
    code: "no-item",
    cannot: error.cannot,
    because: "no vault has an item yet",
    try: "opaws item create",
  });
}

function itemChoice(item: ListedItem): Choice<ListedItem> {
  return { value: item, label: item.title, hint: `${item.vault} ${shortKeyId(item.item)}`.trim() };
}

/** Offers to rename fields of the item until it has all required ones, or no other field is left. */
async function renameFields(
  context: CommandContext,
  found: FoundItem,
  error: PromptErrorParts,
): Promise<FoundItem> {
  let item = found.item;
  for (let missing = missingField({ item }); missing; missing = missingField({ item })) {
    const others = item.fields.filter((field) =>
      !KNOWN_FIELDS.some((known) => known.name === field.name.toLowerCase())
    );
    if (others.length === 0) break;
    const agreed = await askYesNo(
      `Item "${item.title}" has no field "${missing}". Is it there under another name?`,
      error,
      true,
    );
    if (!agreed) break;
    const from = await choose(
      `Which field is the ${missing}? It will be renamed.`,
      others.map((field) => ({ value: field.name, label: field.name })),
      error,
    );
    const to = missing;
    item = await changeItem(context, { ...found, item }, (current) => ({
      ...current,
      fields: renameField(current.fields, from, to),
    }));
  }
  return { ...found, item };
}

function missingField(found: Pick<FoundItem, "item">): string | undefined {
  const names = new Set(found.item.fields.map((field) => field.name.toLowerCase()));
  return KNOWN_FIELDS.find((known) => known.required && !names.has(known.name))?.name;
}
