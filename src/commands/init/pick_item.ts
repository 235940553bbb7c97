import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import {
  askText,
  BACK,
  type Choice,
  choose,
  GO_BACK,
  type PromptErrorParts,
} from "../../cli/prompts.ts";
import { storedKeys } from "../../credentials/access_key.ts";
import type { Candidate } from "../../importers/candidate.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { type ListedItem, listItems, listItemsOf, openListed } from "../../unlock/list_items.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { Item } from "../../vault/item.ts";
import { whyNotVaultName } from "../../vault/format/vault_name.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import { candidateLine, reviewCandidate } from "../item/candidates.ts";
import { gatherCandidates } from "../item/gather_candidates.ts";
import { shortKeyId } from "../item/short_key_id.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { createUnlockedVault } from "../vault/create_unlocked_vault.ts";
import { importItem } from "./import_item.ts";
import { offerRename } from "./offer_rename.ts";

/** What {@linkcode pickItem} works with. */
export interface PickInput {
  readonly context: CommandContext;
  /** The vault to use; all by default. */
  readonly vault: string | undefined;
  readonly error: PromptErrorParts;
  /** Whether the password comes from standard input. */
  readonly passwordStdin: boolean;
  /** Takes a sentence about each change that is saved, for when the user cancels later. */
  readonly done: string[];
}

/** Where the item comes from. */
type Source =
  | { readonly kind: "item"; readonly item: ListedItem }
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  | { readonly kind: "new" | "search" }
  | { readonly kind: "sso" };

/** The choice of IAM Identity Center instead of an item. */
export const SSO: unique symbol = Symbol("sso");

/** The most items that the first question lists. With more of them it offers the search first. */
const MAX_LISTED = 8;

/**
 * Asks until there is an item: one that is in a vault already, one imported from this machine, or one typed in. Returns
 * {@linkcode SSO} if the user wants a role of IAM Identity Center instead. Creates the first vault if there is none.
 *
 * @throws Cancelled (77), UserError (79) without a terminal; and as unlocking the vault does.
 */
export async function pickItem(input: PickInput): Promise<FoundItem | typeof SSO> {
  const { context, vault, error, passwordStdin } = input;
  if (vaultNames(context.paths).length === 0) await createFirstVault(input);
  const first = context.vaultName(vault);
  const reason = "to set up a tool";
  await unlockVault(context, first, { reason, passwordStdin });
  const candidates = (await gatherCandidates(context, {})).filter((each) =>
    !each.temporary && reviewCandidate(each).problem === null
  );
  for (;;) {
    const items = await listItemsOf(context, first, { reason });
    const isStored = storedKeys(await itemsLike(candidates, items));
    const left = candidates.filter((each) => !isStored(each.accessKeyId, each.secretAccessKey));
    const sources = sourceChoices(input, items, left);
    const source = await choose("Where do the credentials come from?", sources, error);
    if (source.kind === "sso") return SSO;
    const found = await itemOf(source, input) ?? BACK;
    const usable = found === BACK ? BACK : await offerRename(context, found, error, input.done);
    if (usable !== BACK) return usable;
  }
}

/** Opens those of `items` that may have the key of one of `candidates`. */
async function itemsLike(
  candidates: readonly Candidate[],
  items: readonly ListedItem[],
): Promise<Item[]> {
  const ends = new Set(candidates.map(({ accessKeyId }) => accessKeyId.slice(-4)));
  const alike = items.filter(({ keyEnd, hasKey }) =>
    keyEnd === null ? hasKey && candidates.length > 0 : ends.has(keyEnd)
  );
  const opened = await Promise.all(alike.map(({ open, id }) => open.item(id)));
  return opened.filter((item) => item !== null);
}

async function itemOf(
  source: Exclude<Source, { readonly kind: "sso" }>,
  input: PickInput,
): Promise<FoundItem | typeof BACK | null> {
  switch (source.kind) {
    case "item":
      return await openListed(input.context, source.item);
    case "search": {
      const found = await search(input);
      return found === BACK ? BACK : await openListed(input.context, found);
    }
    case "candidate":
      return await importItem(input, source.candidate);
    case "new":
      return await importItem(input, null);
  }
}

/** Returns what can be chosen first: an item if there is one. */
function sourceChoices(
  { context, vault }: PickInput,
  items: readonly ListedItem[],
  candidates: readonly Candidate[],
): Choice<Source>[] {
  const usable = items.filter((each) => each.hasKey);
  const hasItems = context.vaultNames(vault).some((name) =>
    Object.keys(readVault(context.paths, name).file.items).length > 0
  );
  const listed = usable.length > MAX_LISTED ? [] : usable;
  return [
    ...listed.map((item): Choice<Source> => ({
      value: { kind: "item", item },
      label: `"${item.title}" of vault "${item.vault}"`,
      hint: shortKeyId(item),
    })),
    ...(hasItems
      ? [{ value: { kind: "search" } as const, label: "Search in opaws", hint: "all items" }]
      : []),
    ...candidates.map((candidate): Choice<Source> => ({
      value: { kind: "candidate", candidate },
      label: `Import access key ${candidateLine(candidate)}`,
    })),
    { value: { kind: "new" }, label: "Enter another access key", hint: "type or paste it" },
    { value: { kind: "sso" }, label: "IAM Identity Center", hint: "sign in, choose a role" },
  ];
}

async function createFirstVault({ context, error, passwordStdin, done }: PickInput): Promise<void> {
  report("opaws: first you need a vault, one encrypted file for your keys");
  const name = await askText("Name of the vault", error, {
    suggestion: "personal",
    check: (text) => {
      const because = whyNotVaultName(text);
      return because === null ? undefined : `this cannot be a vault's name: ${because}`;
    },
  });
  await createUnlockedVault(context, name, passwordStdin);
  const created = `vault "${name}" is created`;
  report(`opaws: ${created}`);
  done.push(created);
}

/** Lets the user search the usable items of the first vault, then all of all vaults. */
async function search({ context, vault, error }: PickInput): Promise<ListedItem | typeof BACK> {
  const names = context.vaultNames(vault);
  const reason = "to search for an item";
  for (;;) {
    const first = await listItemsOf(context, names[0]!, { reason });
    const chosen = await choose<ListedItem | "expand" | typeof BACK>(
      "Which item?",
      [
        ...first.filter(({ hasKey }) => hasKey).map(itemChoice),
        {
          value: "expand",
          label: "Expand search",
          hint: "all items of all vaults",
          stays: true,
        },
        GO_BACK,
      ],
      error,
      true,
    );
    if (chosen !== "expand") return chosen;
    const { items: all, unusable } = await listItems(context, vault, { reason });
    reportUnusable(unusable);
    const found = await choose<ListedItem | typeof BACK>(
      "Which item?",
      [
        ...all.map(itemChoice),
        GO_BACK,
      ],
      error,
      true,
    );
    if (found !== BACK) return found;
  }
}

function itemChoice(item: ListedItem): Choice<ListedItem> {
  return { value: item, label: item.title, hint: `${item.vault} ${shortKeyId(item)}`.trim() };
}
