import type { CommandContext } from "../../cli/context.ts";
import {
  argument,
  type Command,
  declare,
  flag,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printAnswer, report } from "../../cli/output.ts";
import { checkField } from "../../credentials/field_checks.ts";
import { KNOWN_FIELDS, makeField, withField, withoutField } from "../../credentials/item_fields.ts";
import { findItem, type FoundItem } from "../../unlock/find_item.ts";
import { fieldText, fieldValue, type Item } from "../../vault/item.ts";
import { foldTitle } from "../../vault/item_reference.ts";
import type { Draft } from "../../vault/store/change.ts";
import { changeItems } from "./change_item.ts";
import { withoutAccount } from "./check_item.ts";
import { askChange } from "./edit/ask_change.ts";
import { documentProblem, type ItemDocument, readItemDocument } from "./item_document.ts";
import { itemJson } from "./item_view.ts";
import { badItem, takenTitle } from "./new_item.ts";

/** `opaws item edit`. */
export const command: Command = declare(
  {
    description:
      'With --stdin, reads the changes as JSON from standard input: {"title", "fields": {name: value or null}, "notes", "tags"}. null removes a field. What the JSON does not name stays as it is.',
    examples: ['opaws item edit "AWS dev"', 'opaws item edit "AWS dev" --title "AWS test"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    stdin: flag("--stdin", "Read the changes as JSON from standard input."),
    title: option("--title", "TITLE", "A new title."),
    region: option("--region", "REGION", "A new default region."),
    item: argument("ITEM", "Its title, its id, or a unique beginning of either."),
  }),
  async (options, context) => {
    const { title, region } = options;
    const fromOptions: ItemDocument = {
      ...(title === undefined ? {} : { title }),
      fields: new Map(
        region === undefined ? [] : [["default region", makeField("default region", region)]],
      ),
    };
    checkChange(fromOptions, options.item);
    const found = await findItem(context, options.item, options.vault, {
      reason: `to edit item ${JSON.stringify(options.item)}`,
      write: true,
      passwordStdin: options.passwordStdin,
    });
    const asks = !options.stdin && title === undefined && region === undefined;
    const change = options.stdin
      ? merge(readItemDocument(await context.stdin.json(options.passwordStdin)), fromOptions)
      : asks
      ? await askChange(context, found)
      : fromOptions;
    const saved = await saveChange(context, found, change);
    if (!asks) reportDoubts(change);
    printAnswer(options.json, itemJson(saved, found.vault, undefined, false), () => [
      `Changed item "${saved.title}".`,
    ]);
  },
);

function merge(document: ItemDocument, options: ItemDocument): ItemDocument {
  return { ...document, ...options, fields: new Map([...document.fields, ...options.fields]) };
}

/** Throws UserError (64) if a part of `change` cannot be used. What does not change is not checked. */
function checkChange(change: ItemDocument, title: string): void {
  const problem = documentProblem(change);
  if (problem !== undefined) throw badItem(`change item ${JSON.stringify(title)}`, problem);
}

function reportDoubts({ fields }: ItemDocument): void {
  for (const field of fields.values()) {
    const doubt = field === null ? undefined : checkField(field).doubt;
    if (doubt !== undefined) report(`opaws: saved as it is, but ${doubt}`);
  }
}

/**
 * Applies `change` to the item. Unlike a new item, an existing one does not get the title of another: bindings and scripts
 * that use the other's title would become ambiguous. It does not lose a required field either.
 */
async function saveChange(
  context: CommandContext,
  found: FoundItem,
  change: ItemDocument,
): Promise<Item> {
  checkChange(change, found.item.title);
  const cannot = `change item ${JSON.stringify(found.item.title)}`;
  const checkTitle = async (draft: Draft, item: Item): Promise<[]> => {
    const { title = item.title } = change;
    if (foldTitle(title) !== foldTitle(item.title)) {
      const problem = takenTitle(await draft.summaries(), title);
      if (problem !== undefined) throw badItem(cannot, problem);
    }
    return [];
  };
  const [saved] = await changeItems(context, found, checkTitle, (item) => {
    const changed = changedItem(item, change);
    const lost = KNOWN_FIELDS.find(({ name, required }) =>
      required && fieldValue(item, name) !== undefined && fieldValue(changed, name) === undefined
    );
    if (lost !== undefined) throw badItem(cannot, `an item needs a field "${lost.name}"`);
    return changed;
  });
  return saved!;
}

/** Returns `item` after a change. Nobody has asked AWS yet for the account of a new access key. */
function changedItem(item: Item, { title, fields, notes, tags }: ItemDocument): Item {
  const changed = {
    ...item,
    ...(title === undefined ? {} : { title }),
    ...(notes === undefined ? {} : { notes }),
    ...(tags === undefined ? {} : { tags }),
    fields: [...fields].reduce(
      (all, [name, field]) => field === null ? withoutField(all, name) : withField(all, field),
      [...item.fields],
    ),
  };
  const isNewKey = fieldText(changed, "access key id") !== fieldText(item, "access key id");
  return isNewKey && tags === undefined ? withoutAccount(changed) : changed;
}
