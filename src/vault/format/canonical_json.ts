import type { UnsignedVaultFile, VaultFile } from "./vault_file.ts";

/**
 * Returns `value` in the JSON Canonicalization Scheme (JCS, RFC 8785): no spaces, keys sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them. Leaves out members that are undefined.
 *
 * @throws TypeError if JSON cannot represent the value: lone surrogates, numbers that are not finite, other types.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("a number that is not finite");
    return JSON.stringify(value);
  }
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`a ${typeof value}`);
  const object = value as Record<string, unknown>;
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member !== undefined) members.push(`${canonicalJson(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** Returns the bytes of a vault file as opaws writes it: canonical JSON and a newline. Readers accept any layout. */
export function formatVault(file: VaultFile): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${canonicalJson(file)}\n`);
}

/** Returns the bytes that the MAC of `file` covers: its canonical JSON without `mac`. */
export function macInput(file: UnsignedVaultFile): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson({ ...file, mac: undefined }));
}
