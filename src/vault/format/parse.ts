import { UserError } from "../../errors.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { tooLarge } from "../../fs/trusted_file.ts";
import { checkSlots } from "./check_slots.ts";
import { parseHeader } from "./generation_header.ts";
import { whyNotMemberKey } from "./member_key_text.ts";
import { bytes, instant, integer, members, record, text, uuid } from "./shape.ts";
import {
  IV_BYTES,
  MAC_BYTES,
  SALT_BYTES,
  type SealedItem,
  type Slot,
  TAG_BYTES,
  type UnsignedVaultFile,
  type VaultFile,
} from "./vault_file.ts";
import { whyNotVaultName } from "./vault_name.ts";

/** The largest size of a vault file, in bytes. About 100,000 items fit in it. */
export const MAX_VAULT_BYTES: number = 64 * 1024 * 1024;

const MEMBERS = ["format", "version", "id", "name", "generation", "slots", "items", "mac"];
const SIGNATURE_BYTES = 64; // Ed25519
/** The plaintext is the canonical JSON of two keys of 32 bytes in base64url. */
const SEALED_PERSON_BYTES = IV_BYTES + 115 + TAG_BYTES;

/**
 * Parses a vault file strictly, in any JSON layout. Decrypts nothing and doesn't check the MAC.
 *
 * @param path The file's path, for messages.
 * @param fix The command on the error's `try` line.
 * @throws UserError (65, `damaged`) with the place in the file; (65, `unsupported-version`) with the newer version;
 *   (78, `kdf-limits`); (78, `too-large`).
 */
export function parseVault(
  content: Uint8Array<ArrayBuffer>,
  path: string,
  fix?: string,
): VaultFile {
  if (content.length > MAX_VAULT_BYTES) throw tooLarge(path, MAX_VAULT_BYTES);
  try {
    return parseFile(parseStrictJson(decodeUtf8(content)), path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read ${path}`, `it is damaged: ${error.message}`, {
      cause: error,
      ...(fix ? { try: fix } : {}),
    });
  }
}

/** Returns the error (65) of a file that no correct writer of this format made. Its `code` is `damaged` by default. */
export function damaged(
  cannot: string,
  because: string,
  more: { readonly code?: string; readonly try?: string; readonly cause?: unknown } = {},
): UserError {
  return new UserError({ exit: "damaged", code: "damaged", cannot, because, ...more });
}

/** Parses one entry of `items`. Throws `SyntaxError` if it has another shape. */
export function parseSealedItem(value: unknown, id: string): SealedItem {
  const where = `items.${uuid(id, "a key of items")}`;
  const item = members(value, where, ["salt", "sealed", "updated"]);
  bytes(item.salt, `${where}.salt`, SALT_BYTES);
  bytes(item.sealed, `${where}.sealed`, IV_BYTES + TAG_BYTES + 2, Infinity);
  instant(item.updated, `${where}.updated`);
  return item as unknown as SealedItem;
}

/**
 * Parses all of a vault file except its items and its MAC.
 *
 * @throws SyntaxError if it has another shape.
 * @throws UserError (65, `unsupported-version`), (78, `kdf-limits`).
 */
export function parseHead(value: unknown, path: string): Record<string, unknown> {
  const file = record(value, "");
  if (file.format !== "opaws-vault" && file.format !== "opaws-bundle") {
    throw new SyntaxError(`its format is not "opaws-vault" or "opaws-bundle"`);
  }
  if (file.version !== 1 && file.version !== 2) throw unknownVersion(file.version, path);
  uuid(file.id, "id");
  const because = whyNotVaultName(text(file.name, "name"));
  if (because !== null) throw new SyntaxError(`name is not a valid vault name: ${because}`);
  integer(file.generation, "generation", 1);
  const isShared = Object.hasOwn(file, "shared");
  const owner = file.format === "opaws-bundle" ? "bundle" : isShared ? "shared" : "own";
  checkSlots(file.slots, owner, path);
  if (isShared) checkShared(file);
  if (Object.hasOwn(file, "person")) checkPerson(file.person);
  record(file.items, "items");
  return file;
}

/** Throws `SyntaxError` unless `file` has exactly the members of a vault file of its version. */
export function checkMembers(file: Record<string, unknown>): void {
  if (file.version === 1) {
    members(file, "", MEMBERS);
    return;
  }
  if (file.format !== "opaws-vault") throw new SyntaxError("a bundle has not version 1");
  members(file, "", [...MEMBERS, ...Object.hasOwn(file, "shared") ? SHARED : ["person"]]);
}

const SHARED = ["shared", "signature"];

/** Checks what a shared vault has: the header of its generation, and one member slot for each member. */
function checkShared(file: Record<string, unknown>): void {
  const header = parseHeader(file.shared);
  if (header.vault !== file.id) throw new SyntaxError("shared.vault is not its id");
  if (header.generation !== file.generation) {
    throw new SyntaxError("shared.generation is not its generation");
  }
  const slots = (file.slots as Slot[]).filter(({ kind }) => kind === "member").map(({ id }) => id);
  const ids = Object.keys(header.members);
  if (slots.length !== ids.length || !slots.every((id) => Object.hasOwn(header.members, id))) {
    throw new SyntaxError("its member slots are not those of its members");
  }
  bytes(file.signature, "signature", SIGNATURE_BYTES);
}

function checkPerson(value: unknown): void {
  const person = members(value, "person", ["id", "public", "salt", "sealed"]);
  uuid(person.id, "person.id");
  const because = whyNotMemberKey(text(person.public, "person.public"));
  if (because !== null) throw new SyntaxError(`person.public is not a member key: ${because}`);
  bytes(person.salt, "person.salt", SALT_BYTES);
  bytes(person.sealed, "person.sealed", SEALED_PERSON_BYTES);
}

function parseFile(value: unknown, path: string): VaultFile {
  const file = parseHead(value, path);
  checkMembers(file);
  for (const [id, item] of Object.entries(file.items as UnsignedVaultFile["items"])) {
    parseSealedItem(item, id);
  }
  bytes(file.mac, "mac", MAC_BYTES);
  return file as unknown as VaultFile;
}

function unknownVersion(version: unknown, path: string): Error {
  if (!Number.isSafeInteger(version) || (version as number) < 1) {
    return new SyntaxError("version is not a positive integer");
  }
  return damaged(
    `read ${path}`,
    `it has version ${version} of the format, and this opaws reads versions 1 and 2: a newer opaws wrote it`,
    { code: "unsupported-version" },
  );
}
