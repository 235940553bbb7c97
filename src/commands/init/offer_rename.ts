import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { askYesNo, BACK, choose, GO_BACK, type PromptErrorParts } from "../../cli/prompts.ts";
import { KNOWN_FIELDS, renameField } from "../../credentials/item_fields.ts";
import { shellWord } from "../../quote.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { type Field, foldName, type Item } from "../../vault/item.ts";
import { changeItem } from "../item/change_item.ts";

/**
 * Offers to rename fields of the item until it has all required ones. `done` takes a sentence about each. Returns
 * {@linkcode BACK} if the item cannot be used.
 *
 * @throws Cancelled (77).
 */
export async function offerRename(
  context: CommandContext,
  found: FoundItem,
  error: PromptErrorParts,
  done: string[],
): Promise<FoundItem | typeof BACK> {
  let item = found.item;
  for (let missing = missingField(item); missing; missing = missingField(item)) {
    const others = otherFields(item);
    const title = `Item "${item.title}" has no field "${missing}"`;
    const agreed = others.length > 0 &&
      await askYesNo(`${title}. Is it there under another name?`, error, true);
    const from = !agreed ? BACK : await choose<string | typeof BACK>(
      `Which field is the ${missing}? It will be renamed.`,
      [...others.map(({ name }) => ({ value: name, label: name })), GO_BACK],
      error,
    );
    if (from === BACK) {
      reportMissing(item, missing);
      return BACK;
    }
    const to = missing;
    item = await changeItem(context, { ...found, item }, (current) => ({
      ...current,
      fields: renameField(current.fields, from, to),
    }));
    done.push(`field "${from}" of item "${item.title}" is renamed to "${to}"`);
  }
  return { ...found, item };
}

/** Reports the required field that `item` lacks, if it lacks one, and how to add it. */
export function reportMissing(item: Item, missing = missingField(item)): void {
  if (missing === undefined) return;
  const other = otherFields(item)[0]?.name;
  report(
    `opaws: item "${item.title}" has no field "${missing}", so no tool can use it`,
    other === undefined
      ? `  try: opaws item edit ${item.id}`
      : `  try: opaws item rename-field ${item.id} ${shellWord(other)} ${shellWord(missing)}`,
  );
}

/** Returns the name of the first required field that `item` lacks; undefined if it has all. */
function missingField(item: Item): string | undefined {
  const names = new Set(item.fields.map((field) => foldName(field.name)));
  return KNOWN_FIELDS.find((known) => known.required && !names.has(known.name))?.name;
}

function otherFields(item: Item): Field[] {
  return item.fields.filter((field) =>
    !KNOWN_FIELDS.some((known) => known.name === foldName(field.name))
  );
}
