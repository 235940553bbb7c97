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
import { askFields, notEmpty } from "./ask_fields.ts";
import { readItemDocument } from "./item_document.ts";
import { makeField, withField } from "./item_fields.ts";
import { itemJson } from "./item_view.ts";
import { printAnswer, report } from "../../cli/output.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { UserError } from "../../errors.ts";
import { checkItem } from "./check_item.ts";
import { checkedLines } from "./check.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { type NewItem, saveItem } from "./save_item.ts";
import { askText, askYesNo, type PromptErrorParts } from "../../cli/prompts.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import type { CommandContext } from "../../cli/context.ts";

const TALK: PromptErrorParts = { cannot: "create an item", try: "opaws item create --stdin" };

/** `opaws item create`. */
export const itemCreate: Command = declare(
  "create",
  {
    brief: "Puts a new AWS access key into a vault.",
    description:
      'Asks for each field on the terminal. With --stdin it reads {"title", "fields": {name: value}, "notes", "tags"} from standard input, after the password line when --password-stdin is given too. Fields opaws knows: "access key id", "secret access key", "default region", "one-time password", "mfa serial".',
    examples: ['opaws item create "AWS dev"', "opaws item create --stdin < item.json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    stdin: flag("--stdin", "Read the item as JSON from standard input."),
    region: option("--region", "REGION", "Its default region."),
    check: flag("--check", "Ask AWS whose the access key is, once it is saved."),
    title: optionalArgument("TITLE", "What to call it."),
  }),
  async (options, context) => {
    if (options.check || !options.stdin) await restartWithoutTlsVariables(context.host);
    const name = context.vaultName(options.vault);
    const open = await unlockVault(context, name, {
      reason: "to create an item",
      passwordStdin: options.passwordStdin,
    });
    const asked = options.stdin
      ? await fromStdin(context, options.passwordStdin)
      : await fromTalk(options.title);
    const title = options.title ?? asked.title;
    const fields = options.region === undefined
      ? asked.fields
      : withField(asked.fields, makeField("default region", options.region));
    const item = await saveItem(context, name, open.key, { ...asked, title, fields });
    printAnswer(options.json, itemJson(item, name, undefined, false), () => [
      `Item "${item.title}" is in vault "${name}".`,
    ]);
    const check = options.check ||
      !options.stdin && await askYesNo("Ask AWS now whose the access key is?", TALK, true);
    return check ? await checkSaved(context, { item, vault: name, open }) : undefined;
  },
);

/** The item is saved whatever AWS says of it; answers the exit status. */
async function checkSaved(context: CommandContext, found: FoundItem): Promise<number> {
  try {
    const checked = await checkItem(context, found);
    report(`"${found.item.title}" works.`, ...checkedLines(checked, context.host.now()));
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`, `  try: opaws item check ${found.item.id}`);
    return error.status;
  }
}

async function fromStdin(context: CommandContext, afterPassword: boolean): Promise<NewItem> {
  const document = readItemDocument(await context.stdin.json(afterPassword));
  return {
    ...document,
    title: document.title ?? "",
    fields: [...document.fields.values()].filter((field) => field !== null),
  };
}

async function fromTalk(given: string | undefined): Promise<NewItem> {
  const title = given ??
    await askText("Name of the item", TALK, { placeholder: "AWS dev", check: notEmpty });
  return { title, fields: await askFields(TALK) };
}
