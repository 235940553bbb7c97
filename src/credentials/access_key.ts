import type { IsStored } from "../aws/config/scrub.ts";
import type { Credentials } from "../aws/credentials.ts";
import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { fieldText, fieldValue, type Item } from "../vault/item.ts";

/**
 * Returns the access key of `item`, with its session token and its end if it is temporary. Whether that is over is for
 * `checkEnd` to say.
 *
 * @throws UserError (66) if its id or its secret is missing.
 */
export function accessKey(item: Item): Credentials {
  const accessKeyId = fieldText(item, "access key id");
  const secret = fieldValue(item, "secret access key");
  if (!accessKeyId) throw incomplete(item, "access key id");
  if (!secret || (typeof secret !== "string" && secret.reveal() === "")) {
    throw incomplete(item, "secret access key");
  }
  const secretAccessKey = secretOf(secret);
  const token = fieldValue(item, "session token");
  if (token === undefined) return { accessKeyId, secretAccessKey };
  const expiresAt = Date.parse(fieldText(item, "expires") ?? "");
  if (Number.isNaN(expiresAt)) throw incomplete(item, "expires");
  return { accessKeyId, secretAccessKey, sessionToken: secretOf(token), expiresAt };
}

function secretOf(value: string | Secret): Secret {
  return typeof value === "string" ? new Secret(value) : value;
}

function incomplete(item: Item, field: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "incomplete-item",
    cannot: `use item ${JSON.stringify(item.title)}`,
    because: `it has no field ${JSON.stringify(field)}`,
    try: `opaws item edit ${item.id}`,
  });
}

/** Returns a function that reports whether one of `items` has exactly this access key, id and secret. */
export function storedKeys(items: readonly Item[]): IsStored {
  const stored = new Set<string>();
  for (const item of items) {
    const id = fieldText(item, "access key id");
    const secret = fieldText(item, "secret access key");
    if (id !== undefined && secret !== undefined) stored.add(joined(id, secret));
  }
  return (accessKeyId: string, secret: Secret) => stored.has(joined(accessKeyId, secret.reveal()));
}

/** Joins the pair by NUL, a character that neither half contains. */
function joined(accessKeyId: string, secret: string): string {
  return `${accessKeyId}\0${secret}`;
}
