import type { CommandContext } from "../../../cli/context.ts";
import {
  askText,
  BACK,
  type Choice,
  choose,
  GO_BACK,
  type PromptErrorParts,
} from "../../../cli/prompts.ts";
import { KNOWN_FIELDS, makeField } from "../../../credentials/item_fields.ts";
import { titleProblem } from "../../../credentials/text_checks.ts";
import { variableProblem } from "../../../credentials/variable_names.ts";
import type { FoundItem } from "../../../unlock/find_item.ts";
import { type Field, foldName, type Item } from "../../../vault/item.ts";
import type { ItemSummary } from "../../../vault/item_summary.ts";
import { itemSummaries } from "../../../vault/store/item_index.ts";
import { askValue } from "../ask_fields.ts";
import type { ItemDocument } from "../item_document.ts";
import { takenTitle } from "../new_item.ts";

/** The choice of the title; no field has this name. */
const TITLE = Symbol("title");
/** The choice of a new variable. */
const VARIABLE = Symbol("variable");

/**
 * Asks what to change of the item, and how.
 *
 * @throws Cancelled (77), UserError (79) if there is no terminal.
 */
export async function askChange(
  { host, paths }: Pick<CommandContext, "host" | "paths">,
  { item, open }: FoundItem,
): Promise<ItemDocument> {
  const prompt: PromptErrorParts = {
    cannot: `edit item ${JSON.stringify(item.title)}`,
    try: `opaws item edit ${item.id} --stdin`,
  };
  for (;;) {
    const name = await choose("Which field?", choices(item), prompt);
    if (name === TITLE) {
      const items = await itemSummaries(host, paths, open);
      return { title: await askNewTitle(item, items, prompt), fields: new Map() };
    }
    if (name === VARIABLE) {
      const field = await askVariable(item, prompt);
      return { fields: new Map([[field.name, field]]) };
    }
    const change = await askFieldChange(item, name, prompt);
    if (change !== BACK) return { fields: new Map([[name, change]]) };
  }
}

/** Asks for a variable that the tool gets next to the keys: its name, then its value. Throws as {@linkcode askChange}. */
async function askVariable(item: Item, prompt: PromptErrorParts): Promise<Field> {
  const name = `env:${await askText("Name of the variable", prompt, {
    placeholder: "TF_VAR_password",
    check: (text) =>
      variableProblem(`env:${text}`) ??
        (fieldNamed(item, foldName(`env:${text}`)) ? "the item has it already" : undefined),
  })}`;
  const value = await askValue(name, `Value of ${name.slice("env:".length)}`, prompt, {
    required: true,
  });
  return makeField(name, value);
}

function choices(item: Item): Choice<string | typeof TITLE | typeof VARIABLE>[] {
  const known = KNOWN_FIELDS.filter(({ temporary }) => !temporary);
  const names = new Set([...item.fields, ...known].map((field) => foldName(field.name)));
  return [
    { value: TITLE, label: "title", hint: item.title },
    ...[...names].map((name) => {
      const field = fieldNamed(item, name);
      const hint = field === undefined ? "not set" : field.secret ? "secret" : field.value;
      return { value: name, label: field?.name ?? name, hint };
    }),
    { value: VARIABLE, label: "add a variable", hint: "the tool gets it next to the keys" },
  ];
}

async function askNewTitle(
  item: Item,
  items: readonly ItemSummary[],
  prompt: PromptErrorParts,
): Promise<string> {
  const others = items.filter(({ id }) => id !== item.id);
  return await askText("New title", prompt, {
    suggestion: item.title,
    check: (title) => titleProblem(title) ?? takenTitle(others, title),
  });
}

/** Returns the field with its new value; null to remove it, {@linkcode BACK} to choose another one. */
async function askFieldChange(
  item: Item,
  name: string,
  prompt: PromptErrorParts,
): Promise<Field | null | typeof BACK> {
  const old = fieldNamed(item, name);
  const required = KNOWN_FIELDS.some((known) => known.required && known.name === name);
  const action = old === undefined || required
    ? "change"
    : await choose<"change" | "remove" | typeof BACK>(
      `What to do with the ${name}?`,
      [
        { value: "change", label: "Enter a new value" },
        { value: "remove", label: "Remove it" },
        GO_BACK,
      ],
      prompt,
    );
  if (action === BACK) return BACK;
  if (action === "remove") return null;
  const value = await askValue(name, `New ${name}`, prompt, {
    required: true,
    ...(old === undefined ? {} : { secret: old.secret }),
    ...(old === undefined || old.secret ? {} : { suggestion: old.value }),
  });
  return makeField(old?.name ?? name, value, old?.secret);
}

function fieldNamed(item: Item, name: string): Field | undefined {
  return item.fields.find((field) => foldName(field.name) === name);
}
