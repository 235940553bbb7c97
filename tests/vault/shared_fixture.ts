import assert from "node:assert/strict";
import type { Paths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import {
  digestsOf,
  hasContentOf,
  hashOf,
  signHeader,
  verifyHeader,
} from "../../src/vault/crypto/generation_signature.ts";
import { sign } from "../../src/vault/crypto/mac.ts";
import { type MemberKeys, newMemberKeys } from "../../src/vault/crypto/member_keys.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import type {
  GenerationHeader,
  MemberRole,
  VaultMember,
} from "../../src/vault/format/generation_header.ts";
import type { Slot, VaultFile } from "../../src/vault/format/vault_file.ts";
import { wrapWithMemberKey } from "../../src/vault/slots/member.ts";
import type { OpenVault } from "../../src/vault/store/open.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { shareVault } from "../../src/vault/store/share.ts";
import { vaultWith } from "./temp_vault.ts";

/** The time of everything in {@linkcode sharedFile}. */
export const SHARED_TIME = "2026-01-02T03:04:05.678Z";
/** The id of that vault. */
export const SHARED_ID = "11111111-2222-4333-8444-555555555555";

/** Returns a member of a shared vault with these keys. */
export function memberOf(
  { agreement, signing }: Pick<MemberKeys, "agreement" | "signing">,
  name: string,
  role: MemberRole = "writer",
): VaultMember {
  return { name, role, agreement, signing, added: SHARED_TIME };
}

/** Returns a shared vault without items, the first generation of which `author` signed, with its key. */
export async function sharedFile(
  author: MemberKeys,
  others: Readonly<Record<string, VaultMember>> = {},
  change: Partial<GenerationHeader> = {},
): Promise<{ readonly file: VaultFile; readonly key: VaultKey }> {
  const key = new VaultKey(denoHost.random(32));
  const members = { [author.id]: memberOf(author, "Ann"), ...others };
  const slots: Slot[] = [];
  for (const [id, member] of Object.entries(members)) {
    const input = { vaultId: SHARED_ID, key, id, member, label: member.name };
    slots.push(await wrapWithMemberKey(denoHost, input));
  }
  const shared: GenerationHeader = {
    vault: SHARED_ID,
    generation: 1,
    parents: [],
    author: author.id,
    time: SHARED_TIME,
    members,
    ...await digestsOf({ items: {}, slots }),
    changedItems: [],
    changedSlots: Object.keys(members).sort(),
    rekeyed: false,
    ...change,
  };
  const file = await sign(await importSecret(key.bytes), {
    format: "opaws-vault",
    version: 2,
    id: SHARED_ID,
    name: "team",
    generation: shared.generation,
    items: {},
    slots,
    shared,
    signature: await signHeader(author, shared),
  });
  return { file, key };
}

/** Returns member keys of random bytes. */
export function someone(): Promise<MemberKeys> {
  return newMemberKeys(denoHost);
}

/** A shared vault on disk, with its owner. */
export interface SharedOnDisk {
  readonly open: OpenVault;
  readonly ann: MemberKeys;
}

/** Creates the vault "team" with one item for each title and shares it; Ann is its only member. */
export async function sharedVaultWith(
  paths: Paths,
  ...titles: readonly string[]
): Promise<SharedOnDisk> {
  const ann = await someone();
  const own = await vaultWith(paths, "team", ...titles);
  return { open: await shareVault(denoHost, paths, "team", own.key, ann, "Ann"), ann };
}

/** Reads the vault "team", asserts that its header is signed and is of its content, and returns both. */
export async function signedTeam(
  paths: Paths,
): Promise<{ readonly file: VaultFile; readonly header: GenerationHeader; readonly hash: string }> {
  const { file } = readVault(paths, "team");
  const header = file.shared!;
  assert.equal(await hasContentOf(file, header), true);
  const { signing } = header.members[header.author]!;
  assert.equal(await verifyHeader(header, file.signature!, signing), true);
  return { file, header, hash: await hashOf(header) };
}
