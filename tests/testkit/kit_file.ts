import type { Bytes } from "./vault_maker.ts";

/** How a reader must end with a vault. */
export type Expect =
  | "ok"
  | "wrong-password"
  | "damaged"
  | "tampered"
  | "unsupported"
  | "limits";

/** One file of the kit. */
export interface KitFile {
  /** How a reader must end. */
  readonly expect: Expect;
  /** What is wrong, in a sentence. */
  readonly comment: string;
  /** The password to try. */
  readonly password: string;
  /** For a shared vault, the private keys of the member who opens it: 32 bytes X25519, 32 bytes Ed25519. */
  readonly memberKeys?: Bytes;
  /** The vault key, for readers that cache it. The MAC is under it. */
  readonly vaultKey: Bytes;
  /** The items of a vault that opens: id to the SHA-256 of the plaintext, in hexadecimal. */
  readonly items: Readonly<Record<string, string>>;
  /** The text that replaces {@linkcode MARK}, `count` times. */
  readonly repeat?: { readonly count: number; readonly text: string };
  /** The vault file, before `repeat`. */
  readonly vault: Bytes;
}

/** The text that `repeat` replaces. */
export const MARK = "@REPEAT@";

const encoder = new TextEncoder();

/** Writes a file of the kit: lines of `name: value`, an empty line, and the bytes of the vault file. */
export function formatKitFile(file: KitFile): Bytes {
  const lines = [
    `expect: ${file.expect}`,
    `comment: ${file.comment}`,
    `password: ${JSON.stringify(file.password)}`,
    ...(file.memberKeys ? [`member keys: ${file.memberKeys.toHex()}`] : []),
    `vault key: ${file.vaultKey.toHex()}`,
    ...Object.entries(file.items).map(([id, hash]) => `item: ${id} ${hash}`),
    ...(file.repeat ? [`repeat: ${file.repeat.count} ${JSON.stringify(file.repeat.text)}`] : []),
  ];
  return joined([encoder.encode(`${lines.join("\n")}\n\n`), file.vault]);
}

/** Parses a file of the kit. Throws on anything else. */
export function parseKitFile(bytes: Bytes): KitFile {
  const end = bytes.findIndex((byte, at) => byte === 0x0a && bytes[at + 1] === 0x0a);
  const header = new Map<string, string>();
  const items: Record<string, string> = {};
  for (const line of new TextDecoder().decode(bytes.subarray(0, end)).split("\n")) {
    const [, name, value] = /^([a-z ]+): (.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`not a header line: ${line}`);
    const [id, hash] = value.split(" ");
    if (name === "item") items[id!] = hash!;
    else header.set(name, value);
  }
  const [, count, text] = /^(\d+) (".*")$/.exec(header.get("repeat") ?? "") ?? [];
  return {
    expect: header.get("expect") as Expect,
    comment: header.get("comment")!,
    password: JSON.parse(header.get("password")!),
    ...(header.has("member keys") &&
      { memberKeys: Uint8Array.fromHex(header.get("member keys")!) as Bytes }),
    vaultKey: Uint8Array.fromHex(header.get("vault key")!) as Bytes,
    items,
    ...(count === undefined ? {} : { repeat: { count: Number(count), text: JSON.parse(text!) } }),
    vault: bytes.slice(end + 2),
  };
}

/** Returns the vault file, with `repeat` applied. */
export function vaultOf({ vault, repeat }: Pick<KitFile, "vault" | "repeat">): Bytes {
  if (!repeat) return vault;
  const mark = encoder.encode(MARK);
  const at = vault.findIndex((_, from) =>
    mark.every((byte, index) => vault[from + index] === byte)
  );
  const piece = encoder.encode(repeat.text);
  const filling = new Uint8Array(piece.length * repeat.count);
  filling.set(piece);
  for (let done = piece.length; done < filling.length; done *= 2) {
    filling.copyWithin(done, 0, Math.min(done, filling.length - done));
  }
  return joined([vault.subarray(0, at), filling, vault.subarray(at + mark.length)]);
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
