import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { sign, signSeen } from "../../src/vault/crypto/mac.ts";
import { open, seal } from "../../src/vault/crypto/seal.ts";
import { itemKey } from "../../src/vault/crypto/sealed_item.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { associatedData } from "../../src/vault/format/associated_data.ts";
import { fromBase64url, toBase64url } from "../../src/vault/format/base64url.ts";
import { canonicalJson, formatVault } from "../../src/vault/format/canonical_json.ts";
import type { SealedItem } from "../../src/vault/format/vault_file.ts";
import { readVault } from "../../src/vault/store/read.ts";

/** What another program than this opaws, which has the key, writes into the vault `personal`. */
export interface Forgery {
  /** Changes the plaintext of the only item: a character for each byte. */
  readonly text?: (text: string) => string;
  /** Changes the item as it is stored. */
  readonly entry?: (entry: SealedItem) => object;
  /** When the item was changed. */
  readonly updated?: string;
  /** The salt of the item; bytes. */
  readonly salt?: number;
  /** Changes the whole file. */
  readonly file?: (file: object) => object;
}

/** Forges the vault `personal`, with a right MAC, and remembers it as seen. */
export async function forge(paths: Paths, key: VaultKey, forgery: Forgery): Promise<void> {
  const { file } = readVault(paths, "personal");
  const secret = await importSecret(key.bytes);
  const [[id, entry]] = Object.entries(file.items) as [[string, SealedItem]];
  const about = (updated: string) => associatedData("item", file.id, id, updated);
  const before = await itemKey(secret, file.id, id, fromBase64url(entry.salt)!);
  const plain = await open(before, fromBase64url(entry.sealed)!, about(entry.updated));
  const text = String.fromCharCode(...plain!);
  const bytes = Uint8Array.from(forgery.text?.(text) ?? text, (each) => each.charCodeAt(0));
  const salt = denoHost.random(forgery.salt ?? 16);
  const updated = forgery.updated ?? entry.updated;
  const sealed = await seal(
    denoHost,
    await itemKey(secret, file.id, id, salt),
    bytes,
    about(updated),
  );
  const stored = { salt: toBase64url(salt), sealed: toBase64url(sealed), updated };
  const unsigned = {
    ...file,
    mac: undefined,
    generation: file.generation + 1,
    items: { [id]: forgery.entry?.(stored) ?? stored },
  };
  const forged = await sign(secret, (forgery.file?.(unsigned) ?? unsigned) as typeof file);
  Deno.writeFileSync(`${paths.vaults}/personal.json`, formatVault(forged));
  const { generation, mac } = forged;
  const seen = { generation, mac, proof: await signSeen(secret, forged) };
  Deno.writeTextFileSync(
    `${paths.state}/generations.json`,
    `${canonicalJson({ [file.id]: seen })}\n`,
  );
}
