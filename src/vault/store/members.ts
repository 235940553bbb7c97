import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { GenerationHeader, MemberRole, VaultMember } from "../format/generation_header.ts";
import { memberId, type MemberPublicKeys } from "../format/member_key_text.ts";
import { whyNotMemberName } from "../format/member_name.ts";
import type { VaultFile } from "../format/vault_file.ts";
import { wrapWithMemberKey } from "../slots/member.ts";
import { makeRoomForSlots } from "../slots/slot_limit.ts";
import { changeVault } from "./change.ts";
import { isShared } from "./next_generation.ts";
import type { OpenVault } from "./open.ts";
import type { VaultPaths } from "./read.ts";

type Members = GenerationHeader["members"];

/** Who becomes a member. */
interface NewMember extends Pick<VaultMember, "name" | "role"> {
  /** The person's public keys, from `parseMemberKey`. Somebody has compared their fingerprint. */
  readonly keys: MemberPublicKeys;
}

/**
 * Adds a member to the shared vault called `name`: wraps its key to the member's public key and lists the member.
 *
 * @throws UserError (64, `bad-member-name`), (73, `member-exists`), (78, `not-shared`), (78, `too-many-slots`), and as
 *   `changeVault` does.
 */
export async function addMember(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  { keys, name: label, role }: NewMember,
): Promise<OpenVault> {
  const id = await memberId(keys);
  const { agreement, signing } = keys;
  return await changeVault(host, paths, name, key, async (draft) => {
    const members = membersOf(draft.file);
    checkNewMember(members, id, label, name);
    const slot = await wrapWithMemberKey(host, {
      ...{ vaultId: draft.file.id, key, id, label },
      member: keys,
    });
    const cannot = `add a member to vault ${JSON.stringify(name)}`;
    draft.setSlots([...makeRoomForSlots(draft.file.slots, host.now(), cannot), slot]);
    const added = new Date(host.now()).toISOString();
    draft.setMembers({ ...members, [id]: { name: label, role, agreement, signing, added } });
  });
}

/**
 * Checks that somebody with the id `id` can be added to `members` as `memberName`. `vault` is the vault's name.
 *
 * @throws UserError (64, `bad-member-name`), (73, `member-exists`).
 */
export function checkNewMember(
  members: Members,
  id: string,
  memberName: string,
  vault: string,
): void {
  if (Object.hasOwn(members, id)) throw isMember(vault, members[id]!);
  checkMemberName(memberName, Object.values(members));
}

/**
 * Makes the member `id` of the shared vault called `name` a reader or a writer.
 *
 * @throws UserError (66, `no-member`), (78, `own-membership`) if a person makes themselves a reader, (78, `not-shared`), and
 *   as `changeVault` does.
 */
export async function setRole(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
  id: string,
  role: MemberRole,
): Promise<OpenVault> {
  return await changeVault(host, paths, name, key, async (draft) => {
    const members = membersOf(draft.file);
    const member = memberIn(members, id, name);
    if (role === "reader" && (await key.signer?.())?.id === id) {
      throw ownMembership(name, "make yourself a reader of");
    }
    draft.setMembers({ ...members, [id]: { ...member, role } });
  });
}

/** Returns the members of `file`. Throws UserError (78, `not-shared`) if it is not a shared vault. */
export function membersOf(file: Pick<VaultFile, "name" | "shared">): Members {
  if (isShared(file)) return file.shared.members;
  throw new UserError({
    exit: "refused",
    code: "not-shared",
    cannot: `change the members of vault ${JSON.stringify(file.name)}`,
    because: "it is not shared",
    try: `opaws member add ${shellWord(file.name)} KEY --name NAME`,
  });
}

/** Returns the member `id`. Throws UserError (66, `no-member`) if there is none. `vault` is the vault's name. */
export function memberIn(members: Members, id: string, vault: string): VaultMember {
  if (Object.hasOwn(members, id)) return members[id]!;
  throw new UserError({
    exit: "notFound",
    code: "no-member",
    cannot: `find member ${id} of vault ${JSON.stringify(vault)}`,
    because: "no member has that id",
    try: `opaws member list ${shellWord(vault)}`,
  });
}

/**
 * Returns the error (78, `own-membership`) of a person who is about to lose the right to write the vault called `vault`:
 * what they write last would not be signed by one of its writers. So a writer always stays, too.
 */
export function ownMembership(vault: string, cannot: string): UserError {
  return new UserError({
    exit: "refused",
    code: "own-membership",
    cannot: `${cannot} vault ${JSON.stringify(vault)}`,
    because: "another writer has to do that",
    try: `opaws member list ${shellWord(vault)}`,
  });
}

/**
 * Checks the name of a new member.
 *
 * @throws UserError (64, `bad-member-name`), (73, `member-exists`) if one of `others` has that name.
 */
export function checkMemberName(name: string, others: readonly VaultMember[]): void {
  const cannot = `call a member ${JSON.stringify(name)}`;
  const because = whyNotMemberName(name);
  if (because !== null) {
    throw new UserError({ exit: "usage", code: "bad-member-name", cannot, because });
  }
  const fold = (text: string): string => text.normalize("NFC").toLowerCase();
  if (!others.some((other) => fold(other.name) === fold(name))) return;
  throw new UserError({
    exit: "cannotCreate",
    code: "member-exists",
    cannot,
    because: "another member has that name, so choose another",
    try: "opaws member add VAULT KEY --name NAME",
  });
}

function isMember(vault: string, { name }: VaultMember): UserError {
  return new UserError({
    exit: "cannotCreate",
    code: "member-exists",
    cannot: `add this member to vault ${JSON.stringify(vault)}`,
    because: `it is ${JSON.stringify(name)}, who is a member already`,
    try: `opaws member list ${shellWord(vault)}`,
  });
}
