import { UserError } from "../../errors.ts";
import type { Field } from "../../vault/item.ts";
import { makeField } from "./item_fields.ts";

/** What `--stdin` gave: only the members that were there. */
export interface ItemDocument {
  /** The title. */
  readonly title?: string;
  /** The fields; null removes one, in an edit. */
  readonly fields: ReadonlyMap<string, Field | null>;
  /** The notes. */
  readonly notes?: string;
  /** The tags. */
  readonly tags?: readonly string[];
}

/**
 * Reads `{"title", "fields": {name: value}, "notes", "tags"}`; each member may be missing. A value is a text, null, or
 * `{"value": text, "secret": boolean}`. Faults (64) on anything else, naming the member and never a value.
 */
export function readItemDocument(document: unknown): ItemDocument {
  if (!isRecord(document)) throw bad("it is not a JSON object");
  const unknown = Object.keys(document).find((key) =>
    !["title", "fields", "notes", "tags"].includes(key)
  );
  if (unknown !== undefined) throw bad(`it has an unknown member ${JSON.stringify(unknown)}`);
  const { title, fields, notes, tags } = document;
  if (title !== undefined && typeof title !== "string") throw bad("title is not a text");
  if (notes !== undefined && typeof notes !== "string") throw bad("notes is not a text");
  if (
    tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))
  ) {
    throw bad("tags is not a list of texts");
  }
  if (fields !== undefined && !isRecord(fields)) throw bad("fields is not an object");
  const found = new Map<string, Field | null>();
  for (const [name, value] of Object.entries(fields ?? {})) {
    found.set(name, readField(name, value));
  }
  return {
    ...(title === undefined ? {} : { title }),
    fields: found,
    ...(notes === undefined ? {} : { notes }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function readField(name: string, value: unknown): Field | null {
  if (name.trim() === "") throw bad("a field has no name");
  if (value === null) return null;
  if (typeof value === "string") return makeField(name, value);
  const shaped = isRecord(value) && typeof value.value === "string" &&
    typeof value.secret === "boolean" && Object.keys(value).length === 2;
  if (!shaped) throw bad(`field ${JSON.stringify(name)} is not a text`);
  return makeField(name, value.value as string, value.secret as boolean);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-document",
    cannot: "read the item from standard input",
    because,
    try: "opaws item create --help",
  });
}
