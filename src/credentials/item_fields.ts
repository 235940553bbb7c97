import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { type Field, foldName } from "../vault/item.ts";

/** The name of a field that opaws understands, in lower case. Case does not matter in comparisons. */
export type KnownFieldName =
  | "access key id"
  | "secret access key"
  | "default region"
  | "one-time password"
  | "mfa serial"
  | "session token"
  | "expires";

/** A field of an item that opaws understands. */
interface KnownField {
  /** Its name. */
  readonly name: KnownFieldName;
  /** Whether its value is masked unless the user asks for it. */
  readonly secret: boolean;
  /** Whether an item is useless without it. */
  readonly required: boolean;
  /** Whether only an item with temporary credentials has it. */
  readonly temporary?: boolean;
}

/** The fields that opaws understands, in the order in which it asks for them. */
export const KNOWN_FIELDS: readonly KnownField[] = [
  { name: "access key id", secret: false, required: true },
  { name: "secret access key", secret: true, required: true },
  { name: "default region", secret: false, required: false },
  { name: "one-time password", secret: true, required: false },
  { name: "mfa serial", secret: false, required: false },
  { name: "session token", secret: true, required: false, temporary: true },
  { name: "expires", secret: false, required: false, temporary: true },
];

/** Reports whether an item with `fields` holds temporary credentials. */
export function isTemporary(fields: readonly Pick<Field, "name">[]): boolean {
  return fields.some(({ name }) => foldName(name) === "session token");
}

/** Reports whether the field `name` is secret: a known one by its definition, any other unless `secret` is false. */
export function isSecretField(name: string, secret = true): boolean {
  return KNOWN_FIELDS.find((field) => field.name === foldName(name))?.secret ?? secret;
}

/** Returns a field, secret or plain as {@linkcode isSecretField} says. */
export function makeField(name: string, value: string, secret = true): Field {
  return isSecretField(name, secret)
    ? { name, secret: true, value: new Secret(value) }
    : { name, secret: false, value };
}

/** Returns `fields` with `field` instead of the one with the same name, or at the end. */
export function withField(fields: readonly Field[], field: Field): Field[] {
  const at = fields.findIndex((each) => foldName(each.name) === foldName(field.name));
  return at < 0 ? [...fields, field] : fields.with(at, field);
}

/** Returns `fields` without the one called `name`. */
export function withoutField(fields: readonly Field[], name: string): Field[] {
  return fields.filter((each) => foldName(each.name) !== foldName(name));
}

/**
 * Returns `fields` with the field `from` renamed to `to`. If `to` is a known field, its definition decides whether the
 * field is secret.
 *
 * @throws UserError (66) if there is no field `from`, (64) if there is already another field `to`.
 */
export function renameField(fields: readonly Field[], from: string, to: string): Field[] {
  const at = fields.findIndex((each) => foldName(each.name) === foldName(from));
  const cannot = `rename field ${JSON.stringify(from)}`;
  if (at < 0) {
    throw new UserError({
      exit: "notFound",
      code: "no-field",
      cannot,
      because: fields.length === 0
        ? "the item has no fields"
        : `the item has only ${fields.map((each) => JSON.stringify(each.name)).join(", ")}`,
    });
  }
  if (fields.some((each, index) => index !== at && foldName(each.name) === foldName(to))) {
    throw new UserError({
      exit: "usage",
      code: "field-exists",
      cannot,
      because: `the item already has a field ${JSON.stringify(to)}`,
    });
  }
  const old = fields[at]!;
  const text = old.secret ? old.value.reveal() : old.value;
  return fields.with(at, makeField(to, text, old.secret));
}
