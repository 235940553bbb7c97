import { tooLarge } from "../../fs/trusted_file.ts";
import { decodeUtf8, parseStrictJson } from "../../fs/strict_json.ts";
import { damaged } from "./damaged.ts";
import type { SealedItem, UnsignedVaultFile, VaultFile } from "./vault_file.ts";
import { IV_BYTES, TAG_BYTES } from "../crypto/seal.ts";
import { bytes, instant, members, record, text, uuid, whole } from "./shape.ts";
import { checkSlots, SALT_BYTES } from "./check_slots.ts";
import { whyNotVaultName } from "./vault_name.ts";

/** How large a vault file may be; bytes. Some 100,000 items are in it. */
export const MAX_VAULT_BYTES: number = 64 * 1024 * 1024;

const MAC_BYTES = 32; // HMAC-SHA-256
const MEMBERS = ["format", "version", "id", "name", "generation", "slots", "items", "mac"];

/**
 * Reads a vault file strictly, in any JSON layout; nothing is decrypted and the MAC is not checked.
 * Faults (65) `damaged` naming the place, (65) `unsupported-version` naming a newer version, (78) `kdf-limits`,
 * (78) `too-large`. `path` is for the message, `mend` its `try` line.
 */
export function parseVault(
  content: Uint8Array<ArrayBuffer>,
  path: string,
  mend?: string,
): VaultFile {
  if (content.length > MAX_VAULT_BYTES) throw tooLarge(path, MAX_VAULT_BYTES);
  try {
    return parseFile(parseStrictJson(decodeUtf8(content)), path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(`read ${path}`, `it is damaged: ${error.message}`, {
      cause: error,
      ...(mend ? { try: mend } : {}),
    });
  }
}

/** One entry of `items`, checked. Throws `SyntaxError` on another shape. */
export function parseSealedItem(value: unknown, id: string): SealedItem {
  const where = `items.${uuid(id, "a key of items")}`;
  const item = members(value, where, ["salt", "sealed", "updated"]);
  bytes(item.salt, `${where}.salt`, SALT_BYTES);
  bytes(item.sealed, `${where}.sealed`, IV_BYTES + TAG_BYTES + 2, Infinity);
  instant(item.updated, `${where}.updated`);
  return item as unknown as SealedItem;
}

/**
 * All of `file` but its items and its MAC, checked. Throws `SyntaxError` on another shape;
 * faults (65) `unsupported-version`, (78) `kdf-limits`.
 */
export function parseHead(value: unknown, path: string): Record<string, unknown> {
  const file = record(value, "");
  if (file.format !== "opaws-vault") throw new SyntaxError(`its format is not "opaws-vault"`);
  if (file.version !== 1) throw unknownVersion(file.version, path);
  uuid(file.id, "id");
  const wrong = whyNotVaultName(text(file.name, "name"));
  if (wrong !== null) throw new SyntaxError(`name is none for a vault: ${wrong}`);
  whole(file.generation, "generation", 1);
  checkSlots(file.slots, path);
  record(file.items, "items");
  return file;
}

/** Throws `SyntaxError` unless `file` has the members of a vault file and no other. */
export function checkMembers(file: Record<string, unknown>): void {
  members(file, "", MEMBERS);
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
    return new SyntaxError("version is not a whole number from 1");
  }
  return damaged(
    `read ${path}`,
    `it has version ${version} of the format, and this opaws reads version 1: a newer one made it`,
    { code: "unsupported-version" },
  );
}
