import { parseSealed, type SealedVault } from "../store/read.ts";

const HEAD_BYTES = 200;
const CANONICAL_HEAD = /^\{"format":"opaws-vault","generation":\d+,"id":"([0-9a-f-]{36})",/;

/**
 * The id of a vault that was not looked into yet: what a kept key is filed under. It is not verified here; a false one
 * merely finds no key, or one that opens nothing. Faults (65), (78) as `readVault` when the file is not canonical.
 */
export function vaultId(sealed: SealedVault): string {
  const head = new TextDecoder().decode(sealed.bytes.subarray(0, HEAD_BYTES));
  return CANONICAL_HEAD.exec(head)?.[1] ?? parseSealed(sealed).id;
}
