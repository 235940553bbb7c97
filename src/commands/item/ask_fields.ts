import { askText, askYesNo, type PromptErrorParts } from "../../cli/prompts.ts";
import { checkValue, type Verdict } from "../../credentials/field_checks.ts";
import {
  isSecretField,
  KNOWN_FIELDS,
  type KnownFieldName,
  makeField,
} from "../../credentials/item_fields.ts";
import { titleProblem } from "../../credentials/text_checks.ts";
import { askUntilValid } from "../../unlock/prompts/ask_secret.ts";
import { type Field, foldName, type Item } from "../../vault/item.ts";
import { takenTitle } from "./new_item.ts";
import { temporaryEnd } from "./temporary_end.ts";

const QUESTIONS: Readonly<Record<KnownFieldName, string>> = {
  "access key id": "Access key id",
  "secret access key": "Secret access key",
  "default region": "Default region (optional, such as eu-west-1)",
  "one-time password": "One-time password secret (optional, base32 or an otpauth:// URI)",
  "mfa serial": "MFA serial (optional, an ARN)",
  "session token": "Session token",
  expires: "When it ends (as 2026-01-31T12:00:00Z, or 1h from now)",
};
/** What temporary credentials cannot be used for: AWS grants them no session with MFA. */
const ONLY_PERMANENT: readonly KnownFieldName[] = ["one-time password", "mfa serial"];

/**
 * Asks for the title of an item in a vault that has `items`, until it can be used. `suggestion` is the answer if nothing
 * is typed.
 *
 * @throws Cancelled (77), UserError (79) if there is no terminal.
 */
export async function askTitle(
  items: readonly Pick<Item, "title">[],
  prompt: PromptErrorParts,
  suggestion?: string,
): Promise<string> {
  return await askText("Name of the item", prompt, {
    ...(suggestion === undefined ? { placeholder: "AWS dev" } : { suggestion }),
    check: titleProblem,
    doubt: (title) => takenTitle(items, title),
  });
}

/**
 * Asks for each known field on the terminal, except those in `given`: those of temporary credentials, if `temporary` is
 * set, else those of a permanent key. Returns those that were not left empty.
 *
 * @throws Cancelled (77), UserError (79) if there is no terminal.
 */
export async function askFields(
  prompt: PromptErrorParts,
  given: readonly KnownFieldName[] = [],
  temporary = false,
): Promise<Field[]> {
  const fields: Field[] = [];
  for (const known of KNOWN_FIELDS) {
    const { name } = known;
    const isOther = temporary ? ONLY_PERMANENT.includes(name) : known.temporary;
    if (isOther || given.includes(name)) continue;
    const text = name === "expires"
      ? await askEnd(prompt)
      : await askValue(name, QUESTIONS[name], prompt, { temporary, required: isRequired(known) });
    if (text !== "") fields.push(makeField(name, text));
  }
  return fields;
}

function isRequired({ required, temporary = false }: typeof KNOWN_FIELDS[number]): boolean {
  return required || temporary;
}

/** Asks when temporary credentials end, and returns it as RFC 3339 in UTC. Throws as {@linkcode askFields} does. */
async function askEnd(prompt: PromptErrorParts): Promise<string> {
  const answer = await askText(QUESTIONS.expires, prompt, {
    placeholder: "1h",
    check: (text) =>
      temporaryEnd(text, Date.now()) === null ? "that is no time to come" : undefined,
  });
  return temporaryEnd(answer, Date.now())!;
}

/**
 * Asks for the value of the field `name` until it can be used. Returns an empty text for a field that can be left out. If
 * nothing is typed, `suggestion` is the value. What is typed is not shown if the field is secret, by its definition or else by `secret`.
 *
 * @throws Cancelled (77), UserError (79) if there is no terminal.
 */
export async function askValue(
  name: string,
  question: string,
  prompt: PromptErrorParts,
  options: {
    readonly secret?: boolean;
    readonly suggestion?: string;
    readonly required?: boolean;
    readonly temporary?: boolean;
  } = {},
): Promise<string> {
  const { secret, suggestion, temporary = false } = options;
  const known = KNOWN_FIELDS.find((field) => field.name === foldName(name));
  const required = options.required ?? known?.required ?? false;
  const check = (text: string): Verdict => {
    if (text !== "") return checkValue(name, text, temporary);
    return required ? { problem: "a value is required" } : {};
  };
  if (!isSecretField(name, secret)) {
    return await askText(question, prompt, {
      ...(suggestion === undefined ? {} : { suggestion }),
      check: (text) => check(text).problem,
      doubt: (text) => check(text).doubt,
    });
  }
  for (;;) {
    const secret = await askUntilValid(
      [],
      question,
      prompt,
      (answer) => check(answer.reveal().trim()).problem,
    );
    const text = secret.reveal().trim();
    const { doubt } = check(text);
    if (doubt === undefined || await askYesNo(`${doubt}. Use it anyway?`, prompt)) return text;
  }
}
