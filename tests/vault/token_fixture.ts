import type { Paths } from "../../src/fs/paths.ts";
import { denoHost, type Host } from "../../src/host.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import type { TokenSlot, VaultFile } from "../../src/vault/format/vault_file.ts";
import type { OpenVault } from "../../src/vault/store/open.ts";
import { openWithToken, type TokenVault } from "../../src/vault/store/open_with_token.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { addToken } from "../../src/vault/store/tokens.ts";

/** The time of these tests, epoch milliseconds. */
export const NOW: number = Date.parse("2026-05-05T05:05:05Z");
/** Milliseconds. */
export const DAY = 86_400_000;
/** This machine at {@linkcode NOW}. */
export const host: Host = { ...denoHost, now: () => NOW };

/** Adds a token for the items with those titles that is valid for 90 days. */
export async function addTestToken(
  paths: Paths,
  vault: OpenVault,
  ...titles: string[]
): Promise<
  { bytes: Uint8Array<ArrayBuffer>; slot: TokenSlot; bundle: Uint8Array<ArrayBuffer> }
> {
  const bytes = denoHost.random(32);
  const items = (await vault.items()).filter((item) => titles.includes(item.title))
    .map((item) => item.id);
  const grant = { items, label: "ci", expires: NOW + 90 * DAY };
  const { name } = vault.file;
  return { bytes, ...await addToken(host, paths, name, vault.key, bytes, grant) };
}

/** Opens the vault called `name` with the token `bytes`. */
export async function openWithTestToken(
  paths: Paths,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  now = NOW,
): Promise<TokenVault> {
  return await openWithToken(readVault(paths, name).file, await importSecret(bytes), now, "it");
}

/** Returns `file` as it is after someone puts a copy of `slot` back. */
export function withSlot(file: VaultFile, slot: TokenSlot): VaultFile {
  return { ...file, slots: file.slots.map((each) => each.id === slot.id ? slot : each) };
}
