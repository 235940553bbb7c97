import type { Field } from "../../vault/item.ts";
import { askPassword } from "../ask/ask_password.ts";
import { KNOWN_FIELDS, makeField } from "./item_fields.ts";
import { askText, type TalkFault } from "../ask/talk.ts";

/** Asks for each known field; those left empty are left out. Faults: 77 cancelled, 79 no terminal. */
export async function fieldsFromTalk(talk: TalkFault): Promise<Field[]> {
  const fields: Field[] = [];
  for (const known of KNOWN_FIELDS) {
    const text = known.secret
      ? (await askPassword([], `${known.question}: `, talk)).reveal()
      : await askText(known.question, talk, known.needed ? { check: notEmpty } : {});
    if (text.trim() !== "") fields.push(makeField(known.name, text.trim()));
  }
  return fields;
}

/** Why `text` is no answer where one is needed; undefined when it is. */
export function notEmpty(text: string): string | undefined {
  return text.trim() === "" ? "it is needed" : undefined;
}
