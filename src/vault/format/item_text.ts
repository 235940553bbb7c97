import { parseStrictJsonFast } from "../../fs/strict_json.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { canonicalJson } from "./canonical_json.ts";
import { type Field, foldName, type Item } from "../item.ts";
import { instant, list, members, text, uuid } from "./shape.ts";

/**
 * The plaintext of `item` that is sealed: JSON as UTF-8, holding its secrets, to be wiped by the caller.
 * Faults (64) on a text with a lone surrogate, on two fields of one name, on a malformed id or time.
 */
export function formatItem(item: Item): Uint8Array<ArrayBuffer> {
  const fields = item.fields.map((field) => ({
    name: field.name,
    value: field.secret ? field.value.reveal() : field.value,
    secret: field.secret,
  }));
  const { title, category, notes, tags, created } = item;
  try {
    uuid(item.id, "its id");
    const plain = canonicalJson({ title, category, fields, notes, tags, created });
    parsePlain(item.id, parseStrictJson(plain));
    return new TextEncoder().encode(plain);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new UserError({
      exit: "usage",
      code: "bad-item",
      cannot: "save the item",
      because: error.name === "TypeError" ? `it has ${error.message}` : error.message,
    });
  }
}

/** Reads the plaintext of the item `id` strictly. Throws `SyntaxError` on anything else; it quotes no value. */
export function parseItem(id: string, plain: Uint8Array<ArrayBuffer>): Item {
  return parsePlain(id, parseStrictJsonFast(decodeUtf8(plain)));
}

function parsePlain(id: string, value: unknown): Item {
  const names = ["title", "category", "fields", "notes", "tags", "created"];
  const item = members(value, "", names);
  if (item.category !== "aws-access-key") throw new SyntaxError("category is not known");
  const fields = list(item.fields, "fields").map(parseField);
  const folded = new Set(fields.map((field) => foldName(field.name)));
  if (folded.size < fields.length) throw new SyntaxError("two fields have one name");
  return {
    id,
    title: text(item.title, "title"),
    category: item.category,
    fields,
    notes: text(item.notes, "notes"),
    tags: list(item.tags, "tags").map((tag, index) => text(tag, `tags[${index}]`)),
    created: instant(item.created, "created"),
  };
}

function parseField(value: unknown, index: number): Field {
  const where = `fields[${index}]`;
  const field = members(value, where, ["name", "value", "secret"]);
  const name = text(field.name, `${where}.name`);
  const content = text(field.value, `${where}.value`);
  if (typeof field.secret !== "boolean") throw new SyntaxError(`${where}.secret is not a boolean`);
  return field.secret
    ? { name, secret: true, value: new Secret(content) }
    : { name, secret: false, value: content };
}
