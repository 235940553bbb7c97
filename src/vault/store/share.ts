import { UserError } from "../../errors.ts";
import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { digestsOf, signHeader } from "../crypto/generation_signature.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import type { Slot, VaultFile } from "../format/vault_file.ts";
import { checkMemberName } from "./members.ts";
import { openUnparsed, type OpenVault, openVerified } from "./open.ts";
import { readUnparsed, type VaultPaths } from "./read.ts";
import { rekeyed, writeRekeyed } from "./rekey.ts";

/** A vault that was just shared, open under its new key. */
interface SharedVault extends OpenVault {
  /** The slots that it had before. None of them opens it any more. */
  readonly dropped: readonly Slot[];
  /** The generations whose backups were removed, because the old slots opened them. */
  readonly removed: readonly number[];
}

/**
 * Makes the vault called `name` a shared one, with `owner` as its only member, a writer called `memberName`. It gets a new
 * vault key, and `owner` is the only one who opens it: anyone with an older copy of the file, such as the owner of the store
 * that it is synced through, could otherwise guess the password of that copy and open everything that is written later. So
 * the slots and the backups are gone. `key` is the old key. The caller wipes both.
 *
 * @throws UserError (73, `already-shared`), (78, `own-keys`) if it has member keys of its own, (64) if the name cannot be
 *   used, and as `changeVault` does.
 */
export async function shareVault(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  owner: MemberKeys,
  memberName: string,
): Promise<SharedVault> {
  checkMemberName(memberName, []);
  const { path } = readUnparsed(paths, name);
  return await withLock(path, async () => {
    const { file } = await openUnparsed(host, paths, readUnparsed(paths, name), key);
    checkSharable(file);
    const time = new Date(host.now()).toISOString();
    const { agreement, signing } = owner;
    const members: GenerationHeader["members"] = {
      [owner.id]: { name: memberName, role: "writer", agreement, signing, added: time },
    };
    const content = await rekeyed(host, file, key, members, path);
    content.key.signer = () => Promise.resolve(owner);
    const shared: GenerationHeader = {
      vault: file.id,
      generation: file.generation + 1,
      parents: [],
      author: owner.id,
      time,
      members,
      ...await digestsOf(content),
      changedItems: Object.keys(content.items).sort(),
      changedSlots: [owner.id],
      rekeyed: false, // it has no parents that could have another key
    };
    const secret = baseKey(content.key.bytes);
    const secrets = [baseKey(key.bytes), secret] as const;
    const { written, backups } = await writeRekeyed(host, paths, secrets, {
      format: "opaws-vault",
      version: 2,
      id: file.id,
      name,
      generation: shared.generation,
      items: content.items,
      slots: content.slots,
      shared,
      signature: await signHeader(owner, shared),
    });
    return {
      ...openVerified(written, content.key, secret, path),
      dropped: file.slots,
      removed: backups.removed,
    };
  });
}

/** Throws UserError (73, `already-shared`) or (78, `own-keys`) if the vault `file` cannot be shared. */
export function checkSharable({ name, shared, person }: Omit<VaultFile, "mac">): void {
  const cannot = `share vault ${JSON.stringify(name)}`;
  if (shared !== undefined) {
    throw new UserError({
      exit: "cannotCreate",
      code: "already-shared",
      cannot,
      because: "it is shared already",
      try: "opaws member list",
    });
  }
  if (person === undefined) return;
  throw new UserError({
    exit: "refused",
    code: "own-keys",
    cannot,
    because: "it has the keys with which you open shared vaults",
    try: "opaws vault create team --shared",
  });
}
