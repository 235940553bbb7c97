import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { VaultMember } from "../format/generation_header.ts";
import type { Slot } from "../format/vault_file.ts";
import { memberIn, membersOf, ownMembership } from "./members.ts";
import { isShared, nextGeneration, signerOf } from "./next_generation.ts";
import { openUnparsed, type OpenVault, openVerified } from "./open.ts";
import { readUnparsed, type VaultPaths } from "./read.ts";
import { rekeyed, writeRekeyed } from "./rekey.ts";
import { knownTest } from "./shared_state.ts";

/** A vault without one of its members, open under its new key. */
interface Reduced extends OpenVault {
  /** The removed member, who could read all items until now. */
  readonly member: VaultMember;
  /** The slots of tokens and recovery codes, which open it no more either. */
  readonly dropped: readonly Slot[];
  /** The generations whose backups were removed, because the old key opened them. */
  readonly removed: readonly number[];
}

/**
 * Removes the member `id` from the shared vault called `name`: under a new vault key, seals every item again and wraps the key
 * for the other members. Tokens and recovery codes cannot be wrapped again without their secrets and are dropped. What the
 * member has a copy of, they can still read: only new credentials at AWS end their access. `key` is the old key. The caller
 * wipes both.
 *
 * @throws UserError (66, `no-member`), (78, `own-membership`) if it is the person who removes, (78, `not-shared`), and as
 *   `changeVault` does.
 */
export async function removeMember(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  id: string,
): Promise<Reduced> {
  const { path } = readUnparsed(paths, name);
  return await key.whileChanging(() =>
    withLock(path, async () => {
      const { file } = await openUnparsed(host, paths, readUnparsed(paths, name), key);
      const members = membersOf(file);
      const member = memberIn(members, id, name);
      if (!isShared(file)) throw new TypeError("it has members, so it is shared");
      if ((await signerOf(key, file)).id === id) {
        throw ownMembership(name, "remove yourself from");
      }
      const { [id]: _, ...left } = members;
      const { key: newKey, ...content } = await rekeyed(host, file, key, left, path);
      if (key.signer) newKey.signer = key.signer;
      if (key.hooks) newKey.hooks = key.hooks;
      const { mac: _mac, ...unsigned } = file;
      const dropped = file.slots.filter(({ kind }) => kind !== "member");
      const oldSecret = baseKey(key.bytes);
      const isPublished = knownTest(paths, oldSecret, file.id);
      const next = await nextGeneration(
        {
          host,
          key,
          isPublished,
          rekeyed: { items: [], slots: [id, ...dropped.map((slot) => slot.id)] },
        },
        file,
        {
          ...unsigned,
          ...content,
          generation: file.generation + 1,
          shared: { ...file.shared, members: left },
        },
      );
      const secret = baseKey(newKey.bytes);
      const { written, backups } = await writeRekeyed(host, paths, [
        oldSecret,
        secret,
      ], next);
      return {
        ...openVerified(written, newKey, secret, path),
        member,
        dropped,
        removed: backups.removed,
      };
    })
  );
}
