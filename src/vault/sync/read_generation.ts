import { baseKey } from "../crypto/base_key.ts";
import { hasContentOf, type SignedHeader } from "../crypto/generation_signature.ts";
import { verifyFile } from "../crypto/mac.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import { damaged, parseVault } from "../format/parse.ts";
import type { MemberSlot, VaultFile } from "../format/vault_file.ts";
import { unwrapWithMemberKey } from "../slots/member.ts";
import type { Generation } from "./local_vault.ts";

/** What opens a generation of a remote. */
interface Opener {
  /** The vault key of the generation on this machine; null if there is none yet. */
  readonly key: VaultKey | null;
  /** Opens the member keys, which are needed after a change of the vault key. */
  readonly memberKeys: () => Promise<MemberKeys>;
}

/**
 * Parses and verifies the generation `content`, which has to be the one of the verified header `signed`, and gives it the
 * name `name`. It opens with the key of `opener`, or else with the member's own slot.
 *
 * @returns Null if it does not list the member, and has a key that the member does not know.
 * @throws UserError (65) if it is not that generation, or was written without the vault key.
 */
export async function readGeneration(
  content: Uint8Array<ArrayBuffer>,
  hash: string,
  signed: SignedHeader,
  name: string,
  opener: Opener,
): Promise<Generation | null> {
  const where = `generation ${signed.header.generation} of the remote`;
  const file = parseVault(content, where);
  const isRight = file.format === "opaws-vault" && file.shared !== undefined &&
    await hasContentOf(file, signed.header);
  if (!isRight) throw damaged(`read ${where}`, "its content is not the one that was signed");
  const key = await openingKey(file, opener);
  if (key === "closed") return null;
  if (key === null) throw damaged(`open ${where}`, "it was changed without the vault's key");
  const { mac: _, ...unsigned } = file;
  const { header, signature } = signed;
  return { hash, signed, file: { ...unsigned, name, shared: header, signature }, key };
}

async function openingKey(
  file: VaultFile,
  { key, memberKeys }: Opener,
): Promise<VaultKey | null | "closed"> {
  if (key !== null && await opens(file, key)) return key;
  const keys = await memberKeys();
  const slot = file.slots.find((each): each is MemberSlot =>
    each.kind === "member" && each.id === keys.id
  );
  if (slot === undefined) return "closed";
  const own = await unwrapWithMemberKey(slot, file.id, keys);
  if (own === null || await opens(file, own)) return own;
  own.wipe();
  return null;
}

async function opens(file: VaultFile, key: VaultKey): Promise<boolean> {
  return await verifyFile(baseKey(key.bytes), file);
}
