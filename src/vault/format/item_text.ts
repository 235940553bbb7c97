import { UserError } from "../../errors.ts";
import { decodeUtf8, parseStrictJson, parseStrictJsonFast } from "../../fs/strict_json.ts";
import { Secret } from "../../secret.ts";
import { type Field, foldName, type Item } from "../item.ts";
import { canonicalJson } from "./canonical_json.ts";
import { instant, list, members, text, uuid } from "./shape.ts";

/**
 * Returns the plaintext of `item`: JSON in UTF-8 with its secrets. The caller wipes it.
 *
 * @throws UserError (64, `bad-item`) if a text has a lone surrogate, two fields have the same name, or the id or the
 *   time is malformed.
 */
export function formatItem(item: Item): Uint8Array<ArrayBuffer> {
  const fields = item.fields.map((field) => ({
    name: field.name,
    value: field.secret ? field.value.reveal() : field.value,
    secret: field.secret,
  }));
  const { title, category, notes, tags, created, keyChanged } = item;
  try {
    uuid(item.id, "its id");
    const plain = canonicalJson({
      ...{ title, category, fields, notes, tags, created },
      ...(keyChanged === undefined ? {} : { keyChanged }),
    });
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

/** Parses the plaintext of the item `id` strictly. Throws `SyntaxError` without quoting a value. */
export function parseItem(id: string, plain: Uint8Array<ArrayBuffer>): Item {
  return parsePlain(id, parseStrictJsonFast(decodeUtf8(plain)));
}

function parsePlain(id: string, value: unknown): Item {
  const names = ["title", "category", "fields", "notes", "tags", "created"];
  const item = members(value, "", names, ["keyChanged"]);
  if (item.category !== "aws-access-key") throw new SyntaxError("category is unknown");
  const fields = list(item.fields, "fields").map(parseField);
  const folded = new Set(fields.map((field) => foldName(field.name)));
  if (folded.size < fields.length) throw new SyntaxError("two fields have the same name");
  return {
    id,
    title: text(item.title, "title"),
    category: item.category,
    fields,
    notes: text(item.notes, "notes"),
    tags: list(item.tags, "tags").map((tag, index) => text(tag, `tags[${index}]`)),
    created: instant(item.created, "created"),
    ...(item.keyChanged === undefined
      ? {}
      : { keyChanged: instant(item.keyChanged, "keyChanged") }),
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
