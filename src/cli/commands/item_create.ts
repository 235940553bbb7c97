import { object } from "@optique/core/constructs";
import { Fault } from "../../fault.ts";
import { changeVault, newItemId } from "../../vault/change.ts";
import type { Field, Item } from "../../vault/item.ts";
import {
  type CommandParser,
  declare,
  json,
  optionalWord,
  passwordStdin,
  toggle,
  value,
  vault,
} from "../declare.ts";
import { readItemDocument } from "../item_document.ts";
import { KNOWN_FIELDS, makeField, withField } from "../item_fields.ts";
import { itemJson } from "../item_view.ts";
import { answer } from "../output.ts";
import { askText, type TalkFault } from "../talk.ts";
import { askPassword, unlockVault } from "../unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

/** What makes a new item. */
export interface NewItem {
  /** Its title. */
  readonly title: string;
  /** Its fields. */
  readonly fields: readonly Field[];
  /** Its notes. */
  readonly notes?: string;
  /** Its tags. */
  readonly tags?: readonly string[];
}

const TALK: TalkFault = { cannot: "create an item", try: "opaws item create --stdin" };

/** `opaws item create`. */
export const itemCreate: CommandParser = declare(
  "create",
  {
    brief: "Puts a new AWS access key into a vault.",
    description:
      'Asks for each field on the terminal. With --stdin it reads {"title", "fields": {name: value}, "notes", "tags"} from standard input, after the password line when --password-stdin is given too. Fields opaws knows: "access key id", "secret access key", "default region", "one-time password", "mfa serial".',
    examples: ['opaws item create "AWS dev"', "opaws item create --stdin < item.json"],
  },
  object({
    json,
    vault,
    passwordStdin,
    stdin: toggle("--stdin", "Read the item as JSON from standard input."),
    region: value("--region", "REGION", "Its default region."),
    title: optionalWord("TITLE", "What to call it."),
  }),
  async (options, work) => {
    const name = work.vaultName(options.vault);
    const open = await unlockVault(work, name, {
      reason: "to create an item",
      passwordStdin: options.passwordStdin,
    });
    const asked = options.stdin ? await fromStdin(work) : await fromTalk(options.title);
    const title = options.title ?? asked.title;
    const fields = options.region === undefined
      ? asked.fields
      : withField(asked.fields, makeField("default region", options.region));
    const item = await saveItem(work, name, open.key, { ...asked, title, fields });
    answer(options.json, itemJson(item, name, undefined, false), () => [
      `Item "${item.title}" is in vault "${name}".`,
    ]);
  },
);

/** Adds a new item to the vault called `vault`. Faults (64) on an empty title, and as `changeVault`. */
export async function saveItem(
  work: Workplace,
  vault: string,
  key: Parameters<typeof changeVault>[3],
  made: NewItem,
): Promise<Item> {
  if (made.title.trim() === "") {
    throw new Fault({
      exit: "usage",
      code: "no-title",
      cannot: "create an item",
      because: "it has no title",
      try: 'opaws item create "AWS dev"',
    });
  }
  const item: Item = {
    id: newItemId(work.host),
    title: made.title,
    category: "aws-access-key",
    fields: made.fields,
    notes: made.notes ?? "",
    tags: made.tags ?? [],
    created: new Date(work.host.now()).toISOString(),
  };
  await changeVault(work.host, work.places, vault, key, (draft) => draft.putItem(item));
  return item;
}

async function fromStdin(work: Workplace): Promise<NewItem> {
  const document = readItemDocument(await work.stdin.json());
  return {
    ...document,
    title: document.title ?? "",
    fields: [...document.fields.values()].filter((field) => field !== null),
  };
}

async function fromTalk(given: string | undefined): Promise<NewItem> {
  const title = given ??
    await askText("Name of the item", TALK, { placeholder: "AWS dev", check: notEmpty });
  const fields: Field[] = [];
  for (const known of KNOWN_FIELDS) {
    const text = known.secret
      ? (await askPassword([], `${known.question}: `, TALK)).reveal()
      : await askText(known.question, TALK, known.needed ? { check: notEmpty } : {});
    if (text.trim() !== "") fields.push(makeField(known.name, text.trim()));
  }
  return { title, fields };
}

function notEmpty(text: string): string | undefined {
  return text.trim() === "" ? "it is needed" : undefined;
}
