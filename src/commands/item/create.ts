import type { CommandContext } from "../../cli/context.ts";
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
import { printAnswer, report } from "../../cli/output.ts";
import { askText, askYesNo, type PromptErrorParts } from "../../cli/prompts.ts";
import { makeField, withField } from "../../credentials/item_fields.ts";
import { UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { askFields, checkNotEmpty } from "./ask_fields.ts";
import { checkItem, checkLines } from "./check_item.ts";
import { readItemDocument } from "./item_document.ts";
import { itemJson } from "./item_view.ts";
import { type NewItem, saveItem } from "./new_item.ts";

const PROMPT: PromptErrorParts = { cannot: "create an item", try: "opaws item create --stdin" };

/** `opaws item create`. */
export const command: Command = declare(
  {
    description:
      'Asks for each field on the terminal. With --stdin, reads the item as JSON from standard input: {"title", "fields": {name: value}, "notes", "tags"}. With --password-stdin too, the password line comes first. opaws knows these fields: "access key id", "secret access key", "default region", "one-time password", "mfa serial".',
    examples: ['opaws item create "AWS dev"', "opaws item create --stdin < item.json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    stdin: flag("--stdin", "Read the item as JSON from standard input."),
    region: option("--region", "REGION", "Its default region."),
    check: flag("--check", "Ask AWS who the access key belongs to after saving it."),
    title: optionalArgument("TITLE", "What to call it."),
  }),
  async (options, context) => {
    if (options.check || !options.stdin) await restartWithoutTlsVariables(context.host);
    const vault = context.vaultName(options.vault);
    const open = await unlockVault(context, vault, {
      reason: "to create an item",
      passwordStdin: options.passwordStdin,
    });
    const input = options.stdin
      ? await itemFromStdin(context, options.passwordStdin)
      : await itemFromPrompts(options.title);
    const title = options.title ?? input.title;
    const fields = options.region === undefined
      ? input.fields
      : withField(input.fields, makeField("default region", options.region));
    const item = await saveItem(context, vault, open.key, { ...input, title, fields });
    printAnswer(options.json, itemJson(item, vault, undefined, false), () => [
      `Created item "${item.title}" in vault "${vault}".`,
    ]);
    const check = options.check ||
      !options.stdin &&
        await askYesNo("Ask AWS now who the access key belongs to?", PROMPT, true);
    return check ? await checkSaved(context, { item, vault, open }) : undefined;
  },
);

/** Checks the saved item and returns the exit status. The item stays even if AWS refuses the key. */
async function checkSaved(context: CommandContext, found: FoundItem): Promise<number> {
  try {
    const checked = await checkItem(context, found);
    report(...checkLines(found.item.title, checked, context.host.now()));
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`opaws: ${error.message}`, `  try: opaws item check ${found.item.id}`);
    return error.status;
  }
}

async function itemFromStdin(context: CommandContext, afterPassword: boolean): Promise<NewItem> {
  const document = readItemDocument(await context.stdin.json(afterPassword));
  return {
    ...document,
    title: document.title ?? "",
    fields: [...document.fields.values()].filter((field) => field !== null),
  };
}

async function itemFromPrompts(given: string | undefined): Promise<NewItem> {
  const title = given ??
    await askText("Name of the item", PROMPT, { placeholder: "AWS dev", check: checkNotEmpty });
  return { title, fields: await askFields(PROMPT) };
}
