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
import { printAnswer } from "../../cli/output.ts";
import { askText, choose, type PromptErrorParts } from "../../cli/prompts.ts";
import { KNOWN_FIELDS, makeField, withField, withoutField } from "../../credentials/item_fields.ts";
import { askSecret } from "../../unlock/prompts/ask_secret.ts";
import { findItem } from "../../unlock/find_item.ts";
import { foldName, type Item } from "../../vault/item.ts";
import { changeItem } from "./change_item.ts";
import { readItemDocument } from "./item_document.ts";
import { itemJson } from "./item_view.ts";

type Change = (item: Item) => Item;

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
    const found = await findItem(context, options.item, options.vault, {
      reason: `to edit item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    const { title, region } = options;
    const change: Change = options.stdin
      ? changeFromDocument(await context.stdin.json(options.passwordStdin))
      : title === undefined && region === undefined
      ? await changeFromPrompts(found.item)
      : (item) => item;
    const saved = await changeItem(context, found, (item) => {
      const changed = change(item);
      return {
        ...changed,
        title: title ?? changed.title,
        fields: region === undefined
          ? changed.fields
          : withField(changed.fields, makeField("default region", region)),
      };
    });
    printAnswer(options.json, itemJson(saved, found.vault, undefined, false), () => [
      `Changed item "${saved.title}".`,
    ]);
  },
);

function changeFromDocument(document: unknown): Change {
  const { title, fields, notes, tags } = readItemDocument(document);
  return (item) => ({
    ...item,
    ...(title === undefined ? {} : { title }),
    ...(notes === undefined ? {} : { notes }),
    ...(tags === undefined ? {} : { tags }),
    fields: [...fields].reduce(
      (all, [name, field]) => field === null ? withoutField(all, name) : withField(all, field),
      [...item.fields],
    ),
  });
}

async function changeFromPrompts(item: Item): Promise<Change> {
  const prompt: PromptErrorParts = {
    cannot: `edit item ${JSON.stringify(item.title)}`,
    try: `opaws item edit ${item.id} --stdin`,
  };
  const names = new Set([...item.fields, ...KNOWN_FIELDS].map((field) => foldName(field.name)));
  const name = await choose(
    "Which field?",
    [...names].map((each) => ({ value: each, label: each })),
    prompt,
  );
  const old = item.fields.find((field) => foldName(field.name) === name);
  const { secret } = makeField(name, "", old?.secret);
  const text = secret
    ? (await askSecret([], `New ${name} (empty removes it)`, prompt)).reveal()
    : await askText(`New ${name} (empty removes it)`, prompt, {
      placeholder: old && !old.secret ? old.value : "",
    });
  return (current) => ({
    ...current,
    fields: text === ""
      ? withoutField(current.fields, name)
      : withField(current.fields, makeField(name, text, secret)),
  });
}
