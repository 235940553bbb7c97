import { withLock } from "../../fs/lock.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { digestsOf, signHeader } from "../crypto/generation_signature.ts";
import type { MemberKeys } from "../crypto/member_keys.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader } from "../format/generation_header.ts";
import { newUuid } from "../format/uuid.ts";
import { KEY_BYTES } from "../format/vault_file.ts";
import { wrapWithMemberKey } from "../slots/member.ts";
import { checkFree } from "./create.ts";
import { checkMemberName } from "./members.ts";
import { type OpenVault, openVerified } from "./open.ts";
import { vaultPath, type VaultPaths } from "./read.ts";
import { writeVault } from "./write.ts";

/**
 * Creates an empty shared vault called `name` with `owner` as its only member, a writer called `memberName`.
 *
 * @throws UserError (64) if a name cannot be used; (73, `exists`); (73) or (74) if a file cannot be written.
 */
export async function createSharedVault(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  owner: MemberKeys,
  memberName: string,
): Promise<OpenVault> {
  const path = vaultPath(paths, name);
  checkMemberName(memberName, []);
  return await withLock(path, async () => {
    checkFree(path, name);
    const id = newUuid(host);
    const key = new VaultKey(host.random(KEY_BYTES));
    key.signer = () => Promise.resolve(owner);
    const time = new Date(host.now()).toISOString();
    const { agreement, signing } = owner;
    const input = { vaultId: id, key, id: owner.id, member: owner, label: memberName };
    const content = { items: {}, slots: [await wrapWithMemberKey(host, input)] };
    const shared: GenerationHeader = {
      vault: id,
      generation: 1,
      parents: [],
      author: owner.id,
      time,
      members: {
        [owner.id]: { name: memberName, role: "writer", agreement, signing, added: time },
      },
      ...await digestsOf(content),
      changedItems: [],
      changedSlots: [owner.id],
      rekeyed: false,
    };
    const secret = baseKey(key.bytes);
    const file = await writeVault(host, paths, secret, {
      format: "opaws-vault",
      version: 2,
      ...{ id, name, generation: 1, ...content },
      shared,
      signature: await signHeader(owner, shared),
    }, null);
    return openVerified(file, key, secret, path);
  });
}
