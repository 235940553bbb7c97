import type { Field } from "../../vault/item.ts";
import { askSecret } from "../../unlock/ask_secret.ts";
import { KNOWN_FIELDS, type KnownField, makeField } from "./item_fields.ts";
import { report } from "../../cli/output.ts";
import { askText, type PromptErrorParts } from "../../cli/prompts.ts";

/** Asks for each known field; those left empty are left out. Faults: 77 cancelled, 79 no terminal. */
export async function askFields(talk: PromptErrorParts): Promise<Field[]> {
  const fields: Field[] = [];
  for (const known of KNOWN_FIELDS) {
    const text = known.secret
      ? await askSecretField(known, talk)
      : await askText(known.question, talk, known.needed ? { check: notEmpty } : {});
    if (text.trim() !== "") fields.push(makeField(known.name, text.trim()));
  }
  return fields;
}

async function askSecretField(
  { question, needed }: KnownField,
  talk: PromptErrorParts,
): Promise<string> {
  for (;;) {
    const text = (await askSecret([], `${question}: `, talk)).reveal();
    const wrong = needed ? notEmpty(text) : undefined;
    if (wrong === undefined) return text;
    report(`opaws: ${wrong}`);
  }
}

/** Why `text` is no answer where one is needed; undefined when it is. */
export function notEmpty(text: string): string | undefined {
  return text.trim() === "" ? "it is needed" : undefined;
}
