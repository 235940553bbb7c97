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
import { askYesNo, type PromptErrorParts } from "../../cli/prompts.ts";
import { checkFields, checkRegion } from "../../credentials/field_checks.ts";
import { makeField, withField } from "../../credentials/item_fields.ts";
import { titleProblem } from "../../credentials/text_checks.ts";
import { afterDoing, UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import type { FoundItem } from "../../unlock/find_item.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import type { ItemSummary } from "../../vault/item_summary.ts";
import { askFields, askTitle } from "./ask_fields.ts";
import { checkItem, checkLines } from "./check_item.ts";
import { readItemDocument } from "./item_document.ts";
import { itemJson } from "./item_view.ts";
import { badItem, type NewItem, saveItem, takenTitle } from "./new_item.ts";
import { optionWords, shellWord } from "../../quote.ts";

/** `opaws item create`. */
export const command: Command = declare(
  {
    description:
      'Asks for each field on the terminal. With --stdin, reads the item as JSON from standard input: {"title", "fields": {name: value}, "notes", "tags"}. With --password-stdin too, the password line comes first. opaws knows these fields: "access key id", "secret access key", "default region", "one-time password", "mfa serial". Temporary credentials also have "session token" and "expires" (a time like 2026-01-31T12:00:00Z); opaws warns before that time and refuses them after it. A field "env:NAME" becomes a variable of the tool.',
    examples: [
      'opaws item create "AWS dev"',
      "opaws item create --stdin < item.json",
      "opaws item create --temporary",
    ],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    stdin: flag("--stdin", "Read the item as JSON from standard input."),
    region: option("--region", "REGION", "Its default region."),
    temporary: flag("--temporary", "Store temporary credentials: with session token and end."),
    check: flag("--check", "Ask AWS who the access key belongs to after saving it."),
    title: optionalArgument("TITLE", "What to call it."),
  }),
  async (options, context) => {
    checkOptions(options);
    if (options.check || !options.stdin) await restartWithoutTlsVariables(context.host);
    const vault = context.vaultName(options.vault);
    const open = await unlockVault(context, vault, {
      reason: "to create an item",
      write: true,
      passwordStdin: options.passwordStdin,
    });
    const error = promptError(options);
    const input = options.stdin
      ? withOptions(await itemFromStdin(context, options.passwordStdin), options)
      : withOptions(
        await itemFromPrompts(
          await itemSummaries(context.host, context.paths, open),
          options,
          error,
        ),
        { region: options.region },
      );
    const item = await saveItem(context, vault, open.key, input);
    const { doubt } = checkFields(item.fields);
    if (options.stdin && doubt !== undefined) report(`opaws: saved as it is, but ${doubt}`);
    printAnswer(options.json, itemJson(item, vault, undefined, false), () => [
      `Created item "${item.title}" in vault "${vault}".`,
    ]);
    if (options.stdin && !options.check) return;
    const saved = {
      done: [`item "${item.title}" is saved in vault "${vault}"`],
      left: "AWS was not asked about its access key",
      try: `opaws item check ${item.id}`,
    };
    return await afterDoing(saved, async () => {
      const check = options.check ||
        await askYesNo("Ask AWS now who the access key belongs to?", error, true);
      return check ? await checkSaved(context, { item, vault, open }) : 0;
    });
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

/** Returns the error's parts for when nobody can be asked, with the command that asks nothing. */
function promptError({ title, vault, region, check }: {
  readonly title: string | undefined;
  readonly vault: string | undefined;
  readonly region: string | undefined;
  readonly check: boolean;
}): PromptErrorParts {
  const options = { "--vault": vault, "--region": region, "--check": check, "--stdin": true };
  const named = title === undefined ? "" : ` ${shellWord(title)}`;
  return { cannot: "create an item", try: `opaws item create${named}${optionWords(options)}` };
}

async function itemFromStdin(context: CommandContext, afterPassword: boolean): Promise<NewItem> {
  const document = readItemDocument(await context.stdin.json(afterPassword));
  return {
    ...document,
    title: document.title ?? "",
    fields: [...document.fields.values()].filter((field) => field !== null),
  };
}

async function itemFromPrompts(
  items: readonly ItemSummary[],
  { title: given, region, temporary = false }: ItemOptions,
  error: PromptErrorParts,
): Promise<NewItem> {
  const doubt = given === undefined ? undefined : takenTitle(items, given);
  const isGood = given !== undefined &&
    (doubt === undefined || await askYesNo(`${doubt}. Use it anyway?`, error));
  const title = isGood ? given : await askTitle(items, error);
  const asked = region === undefined ? [] : ["default region" as const];
  return { title, fields: await askFields(error, asked, temporary) };
}

/** The parts of an item that are options. */
interface ItemOptions {
  readonly title?: string | undefined;
  readonly region?: string | undefined;
  readonly temporary?: boolean;
}

function withOptions(item: NewItem, { title, region }: ItemOptions): NewItem {
  return {
    ...item,
    title: title ?? item.title,
    fields: region === undefined
      ? item.fields
      : withField(item.fields, makeField("default region", region)),
  };
}

/** Throws UserError (64) on an option that cannot be used, before anything is asked. */
function checkOptions({ title, region }: ItemOptions): void {
  const problem = (title === undefined ? undefined : titleProblem(title)) ??
    (region === undefined ? undefined : checkRegion(region).problem);
  if (problem !== undefined) throw badItem("create the item", problem);
}
