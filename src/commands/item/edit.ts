import { forgetSessions } from "../../credentials/session_files.ts";
import { allBindings } from "../../scope/edit.ts";
import { changeVault } from "../../vault/store/change.ts";
import type { Item } from "../../vault/item.ts";
import { confirm } from "../../cli/confirm.ts";
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
  yesFlag,
} from "../../cli/declare.ts";
import { changeItem } from "./change_item.ts";
import { findItem } from "../../unlock/find_item.ts";
import { readItemDocument } from "./item_document.ts";
import { KNOWN_FIELDS, makeField, renameField, withField, withoutField } from "./item_fields.ts";
import { itemJson } from "./item_view.ts";
import { reportLostTokens } from "./lost_tokens.ts";
import { printAnswer } from "../../cli/output.ts";
import { askText, choose, type PromptErrorParts } from "../../cli/prompts.ts";
import { askSecret } from "../../unlock/ask_secret.ts";

const ITEM = argument("ITEM", "Its title, its id, or a unique beginning of either.");

/** `opaws item edit`. */
export const itemEdit: Command = declare(
  "edit",
  {
    brief: "Changes an item: its title, region, or, asked on the terminal, one of its fields.",
    description:
      'With --stdin it reads what to change as {"title", "fields": {name: value or null}, "notes", "tags"}; null removes a field and what is not named stays.',
    examples: ['opaws item edit "AWS dev"', 'opaws item edit "AWS dev" --title "AWS test"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    stdin: flag("--stdin", "Read the changes as JSON from standard input."),
    title: option("--title", "TITLE", "A new title."),
    region: option("--region", "REGION", "A new default region."),
    item: ITEM,
  }),
  async (options, context) => {
    const found = await findItem(context, options.item, options.vault, {
      reason: `to edit item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    const silent = options.stdin || options.title !== undefined || options.region !== undefined;
    const change = options.stdin
      ? fromDocument(await context.stdin.json(options.passwordStdin))
      : silent
      ? (item: Item) => item
      : await fromTalk(found.item);
    const saved = await changeItem(context, found, (item) => {
      const changed = change(item);
      return {
        ...changed,
        title: options.title ?? changed.title,
        fields: options.region === undefined
          ? changed.fields
          : withField(changed.fields, makeField("default region", options.region)),
      };
    });
    printAnswer(options.json, itemJson(saved, found.vault, undefined, false), () => [
      `Item "${saved.title}" is changed.`,
    ]);
  },
);

/** `opaws item rename-field`. */
export const itemRenameField: Command = declare(
  "rename-field",
  {
    brief: "Gives a field of an item another name, so that opaws finds it.",
    examples: ['opaws item rename-field "AWS dev" "key id" "access key id"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    item: ITEM,
    from: argument("FROM", "The name it has."),
    to: argument("TO", "The name to give it."),
  }),
  async (options, context) => {
    const found = await findItem(context, options.item, options.vault, {
      reason: `to rename a field of item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    const saved = await changeItem(context, found, (item) => ({
      ...item,
      fields: renameField(item.fields, options.from, options.to),
    }));
    printAnswer(options.json, itemJson(saved, found.vault, undefined, false), () => [
      `Field "${options.from}" of item "${saved.title}" is "${options.to}" now.`,
    ]);
  },
);

/** `opaws item delete`. */
export const itemDelete: Command = declare(
  "delete",
  {
    brief: "Deletes an item; older generations of the vault still hold it.",
    description:
      "Says which bindings still point to it. An opaws vault restore brings it back for as long as a backup holds it.",
    examples: ['opaws item delete "AWS dev"'],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    item: ITEM,
  }),
  async (options, context) => {
    const { item, vault, open } = await findItem(context, options.item, options.vault, {
      reason: `to delete item ${JSON.stringify(options.item)}`,
      passwordStdin: options.passwordStdin,
    });
    await confirm(options.yes, {
      question: `Delete item "${item.title}" from vault "${vault}"?`,
      cannot: `delete item ${JSON.stringify(item.title)}`,
      flag: `opaws item delete ${item.id} --yes`,
    });
    await changeVault(context.host, context.paths, vault, open.key, (draft) => {
      reportLostTokens(context, draft.file, item);
      draft.removeItem(item.id);
    });
    forgetSessions(context.paths, open.file.id, item.id);
    const stale = allBindings(context.config()).filter((each) => each.binding.item === item.id);
    printAnswer(
      options.json,
      { id: item.id, title: item.title, vault, deleted: true, staleBindings: stale.length },
      () => [
        `Item "${item.title}" is deleted from vault "${vault}".`,
        ...(stale.length
          ? [`Bindings that still point to it: ${stale.length}. See: opaws inspect`]
          : []),
      ],
    );
  },
);

function fromDocument(document: unknown): (item: Item) => Item {
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

async function fromTalk(item: Item): Promise<(item: Item) => Item> {
  const talk: PromptErrorParts = {
    cannot: `edit item ${JSON.stringify(item.title)}`,
    try: `opaws item edit ${item.id} --stdin`,
  };
  const names = new Set([
    ...item.fields.map((field) => field.name),
    ...KNOWN_FIELDS.map((known) => known.name),
  ].map((name) => name.toLowerCase()));
  const name = await choose(
    "Which field?",
    [...names].map((each) => ({ value: each, label: each })),
    talk,
  );
  const old = item.fields.find((field) => field.name.toLowerCase() === name);
  const secret = makeField(name, "", old?.secret).secret;
  const text = secret
    ? (await askSecret([], `New ${name} (empty removes it): `, talk)).reveal()
    : await askText(`New ${name} (empty removes it)`, talk, {
      initial: old && !old.secret ? old.value : "",
    });
  return (current) => ({
    ...current,
    fields: text === ""
      ? withoutField(current.fields, name)
      : withField(current.fields, makeField(name, text, secret)),
  });
}
