import { checkField } from "../../credentials/field_checks.ts";
import { isTemporary, makeField } from "../../credentials/item_fields.ts";
import { notesProblem, tagsProblem, titleProblem } from "../../credentials/text_checks.ts";
import { UserError } from "../../errors.ts";
import type { Field } from "../../vault/item.ts";

/** An item document read by `--stdin`. Members that it leaves out are undefined. */
export interface ItemDocument {
  /** The title. */
  readonly title?: string;
  /** The fields by name. In an edit, null removes one. */
  readonly fields: ReadonlyMap<string, Field | null>;
  /** The notes. */
  readonly notes?: string;
  /** The tags. */
  readonly tags?: readonly string[];
}

/**
 * Reads `{"title", "fields": {name: value}, "notes", "tags"}`, where each member is optional. A value is a string, null, or
 * `{"value": string, "secret": boolean}`.
 *
 * @throws UserError (64) on anything else. The message names the member, never a value, which may be a secret.
 */
export function readItemDocument(document: unknown): ItemDocument {
  if (!isRecord(document)) throw documentError("it is not a JSON object");
  const unknown = Object.keys(document).find((key) =>
    !["title", "fields", "notes", "tags"].includes(key)
  );
  if (unknown !== undefined) {
    throw documentError(`it has an unknown member ${JSON.stringify(unknown)}`);
  }
  const { title, fields, notes, tags } = document;
  if (title !== undefined && typeof title !== "string") {
    throw documentError("title is not a string");
  }
  if (notes !== undefined && typeof notes !== "string") {
    throw documentError("notes is not a string");
  }
  if (
    tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))
  ) {
    throw documentError("tags is not an array of strings");
  }
  if (fields !== undefined && !isRecord(fields)) throw documentError("fields is not an object");
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

/** Returns why a part of `document` cannot be part of an item; undefined if each can. Quotes nothing. */
export function documentProblem(document: ItemDocument): string | undefined {
  const { title, fields, notes, tags } = document;
  const temporary = isTemporary([...fields.values()].filter((field) => field !== null));
  return (title === undefined ? undefined : titleProblem(title)) ??
    (notes === undefined ? undefined : notesProblem(notes)) ??
    (tags === undefined ? undefined : tagsProblem(tags)) ??
    [...fields.values()].flatMap((field) => field && checkField(field, temporary).problem || [])[0];
}

function readField(name: string, value: unknown): Field | null {
  if (name.trim() === "") throw documentError("a field has no name");
  if (value === null) return null;
  if (typeof value === "string") return makeField(name, value);
  const shaped = isRecord(value) && typeof value.value === "string" &&
    typeof value.secret === "boolean" && Object.keys(value).length === 2;
  if (!shaped) {
    throw documentError(
      `field ${JSON.stringify(name)} is neither a string nor {"value", "secret"}`,
    );
  }
  return makeField(name, value.value as string, value.secret as boolean);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function documentError(because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-document",
    cannot: "read the item from standard input",
    because,
    try: "opaws item create --help",
  });
}
