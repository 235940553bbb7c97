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
import { fieldsFromTalk, notEmpty } from "../item/ask_fields.ts";
import { readItemDocument } from "../item/item_document.ts";
import { makeField, withField } from "../item/item_fields.ts";
import { itemJson } from "../item/item_view.ts";
import { answer, tell } from "../output/output.ts";
import type { FoundItem } from "../item/find_item.ts";
import { Fault } from "../../fault.ts";
import { checkItem } from "../item/check_item.ts";
import { checkedLines } from "./item_check.ts";
import { ensureCleanStart } from "../../exec/clean_start.ts";
import { type NewItem, saveItem } from "../item/save_item.ts";
import { askText, askYes, type TalkFault } from "../ask/talk.ts";
import { unlockVault } from "../unlock/unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

const TALK: TalkFault = { cannot: "create an item", try: "opaws item create --stdin" };

/** `opaws item create`. */
export const itemCreate: Command = declare(
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
    check: toggle("--check", "Ask AWS whose the access key is, once it is saved."),
    title: optionalWord("TITLE", "What to call it."),
  }),
  async (options, work) => {
    if (options.check || !options.stdin) await ensureCleanStart(work.host);
    const name = work.vaultName(options.vault);
    const open = await unlockVault(work, name, {
      reason: "to create an item",
      passwordStdin: options.passwordStdin,
    });
    const asked = options.stdin
      ? await fromStdin(work, options.passwordStdin)
      : await fromTalk(options.title);
    const title = options.title ?? asked.title;
    const fields = options.region === undefined
      ? asked.fields
      : withField(asked.fields, makeField("default region", options.region));
    const item = await saveItem(work, name, open.key, { ...asked, title, fields });
    answer(options.json, itemJson(item, name, undefined, false), () => [
      `Item "${item.title}" is in vault "${name}".`,
    ]);
    const check = options.check ||
      !options.stdin && await askYes("Ask AWS now whose the access key is?", TALK, true);
    return check ? await checkSaved(work, { item, vault: name, open }) : undefined;
  },
);

/** The item is saved whatever AWS says of it; answers the exit status. */
async function checkSaved(work: Workplace, found: FoundItem): Promise<number> {
  try {
    const checked = await checkItem(work, found);
    tell(`"${found.item.title}" works.`, ...checkedLines(checked, work.host.now()));
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell(`opaws: ${error.message}`, `  try: opaws item check ${found.item.id}`);
    return error.status;
  }
}

async function fromStdin(work: Workplace, afterPassword: boolean): Promise<NewItem> {
  const document = readItemDocument(await work.stdin.json(afterPassword));
  return {
    ...document,
    title: document.title ?? "",
    fields: [...document.fields.values()].filter((field) => field !== null),
  };
}

async function fromTalk(given: string | undefined): Promise<NewItem> {
  const title = given ??
    await askText("Name of the item", TALK, { placeholder: "AWS dev", check: notEmpty });
  return { title, fields: await fieldsFromTalk(TALK) };
}
