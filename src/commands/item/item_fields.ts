import { UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { type Field, foldName } from "../../vault/item.ts";

/** A field that opaws understands. */
export interface KnownField {
  /** Its name, matched without regard to case. */
  readonly name: string;
  /** Whether its value is masked and never shown unasked. */
  readonly secret: boolean;
  /** Whether an item is of no use without it. */
  readonly needed: boolean;
  /** What people are asked for. */
  readonly question: string;
}

/** The fields that opaws understands, in the order in which they are asked and shown. */
export const KNOWN_FIELDS: readonly KnownField[] = [
  { name: "access key id", secret: false, needed: true, question: "Access key id" },
  { name: "secret access key", secret: true, needed: true, question: "Secret access key" },
  { name: "default region", secret: false, needed: false, question: "Default region" },
  {
    name: "one-time password",
    secret: true,
    needed: false,
    question: "One-time password secret (base32 or an otpauth:// URI)",
  },
  { name: "mfa serial", secret: false, needed: false, question: "MFA serial (an ARN)" },
];

/** A field called `name` holding `value`: secret unless it is one that is known to be plain, or `secret` says so. */
export function makeField(name: string, value: string, secret?: boolean): Field {
  const known = KNOWN_FIELDS.find((field) => field.name === foldName(name));
  return known?.secret ?? secret ?? known === undefined
    ? { name, secret: true, value: new Secret(value) }
    : { name, secret: false, value };
}

/** `fields` with `field` in the place of the one of its name, or at the end. */
export function withField(fields: readonly Field[], field: Field): Field[] {
  const at = fields.findIndex((each) => foldName(each.name) === foldName(field.name));
  return at < 0 ? [...fields, field] : fields.with(at, field);
}

/** `fields` without the one called `name`. */
export function withoutField(fields: readonly Field[], name: string): Field[] {
  return fields.filter((each) => foldName(each.name) !== foldName(name));
}

/**
 * `fields` with the one called `from` called `to` instead. Becoming a known field makes it secret or plain as that one
 * is; otherwise it stays as it is. Faults: 66 no such field, 64 when there is one called `to` already.
 */
export function renameField(fields: readonly Field[], from: string, to: string): Field[] {
  const at = fields.findIndex((each) => foldName(each.name) === foldName(from));
  const cannot = `rename field ${JSON.stringify(from)}`;
  if (at < 0) {
    throw new UserError({
      exit: "notFound",
      code: "no-field",
      cannot,
      because: `the item has only ${fields.map((each) => JSON.stringify(each.name)).join(", ")}`,
    });
  }
  if (fields.some((each, index) => index !== at && foldName(each.name) === foldName(to))) {
    throw new UserError({
      exit: "usage",
      code: "field-exists",
      cannot,
      because: `the item has a field ${JSON.stringify(to)} already`,
    });
  }
  const old = fields[at]!;
  const text = old.secret ? old.value.reveal() : old.value;
  return fields.with(at, makeField(to, text, old.secret));
}
