import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import { rejoinCommand, remoteOf } from "../scope/remotes.ts";
import type { MemberRole } from "../vault/format/generation_header.ts";
import type { VaultFile } from "../vault/format/vault_file.ts";
import { generationWithPerson } from "../vault/store/newest_person.ts";
import { readVault, restoreCommand, type StoredVault, vaultNames } from "../vault/store/read.ts";
import { isAboutFile } from "./each_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

/** A vault that has the member keys of a person, sealed. */
export interface OwnVault extends StoredVault {
  /** Its file. */
  readonly file: VaultFile & Required<Pick<VaultFile, "person">>;
}

/**
 * Returns the vaults on this machine that have a person's member keys, the default vault first. A vault that cannot be
 * used is left out. Nothing is unlocked or verified.
 */
export function ownVaults(context: Pick<UnlockContext, "paths" | "vaultNames">): OwnVault[] {
  return usableVaults(context).filter(isOwn);
}

/** Returns the vaults on this machine that can be read and parsed, the default vault first. */
export function usableVaults(context: Pick<UnlockContext, "paths" | "vaultNames">): StoredVault[] {
  const names = vaultNames(context.paths);
  const sorted = names.length === 0 ? [] : context.vaultNames();
  return sorted.filter((name) => names.includes(name)).flatMap((name) => {
    try {
      return [readVault(context.paths, name)];
    } catch (error) {
      if (isAboutFile(error)) return [];
      throw error;
    }
  });
}

function isOwn(stored: StoredVault): stored is OwnVault {
  return stored.file.person !== undefined;
}

/**
 * Returns the vault with the member keys of a person whom a shared vault lists.
 *
 * @throws UserError (77, `not-a-member`) if there is none on this machine; (65, `older-generation`) if the file of a vault is
 *   an older copy and so may lack the keys. If the shared vault has a remote, the first says how to join it again: its copy here may
 *   be older than the person's keys.
 */
export function ownVaultOf(
  context: Pick<UnlockContext, "paths" | "vaultNames" | "config">,
  { name, shared }: Pick<VaultFile, "name" | "shared">,
): OwnVault {
  const own = ownVaults(context);
  const found = own.find(({ file: { person } }) => Object.hasOwn(shared?.members ?? {}, person.id));
  if (found !== undefined) return found;
  const cannot = `unlock shared vault ${JSON.stringify(name)}`;
  checkNoOlderOwn(context, cannot);
  const remote = own.length === 0 ? null : remoteOf(context.config(), name);
  throw new UserError({
    exit: "denied",
    code: "not-a-member",
    cannot,
    because: own.length === 0
      ? "no vault here has member keys, so nobody can have added you"
      : remote === null
      ? "its members do not include you; send your member key to one who is a writer"
      : "the copy of it on this machine does not list your current member key; if a writer has added that, join again",
    try: remote === null ? "opaws member id" : rejoinCommand(name, remote),
  });
}

/**
 * Checks that no vault here may lack its member keys because its file is an older copy. `cannot` is what needs them.
 *
 * @throws UserError (65, `older-generation`), whose command restores the generation with the keys if there is a backup of one.
 */
export function checkNoOlderOwn(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  cannot: string,
): void {
  const older = usableVaults(context).find(isOlderWithoutKeys);
  if (older !== undefined) throw keysInNewerFile(context, older, cannot);
}

function isOlderWithoutKeys({ file, seen }: StoredVault): boolean {
  return file.person === undefined && file.shared === undefined &&
    (seen.get(file.id)?.generation ?? 0) > file.generation;
}

function keysInNewerFile(
  { paths }: Pick<UnlockContext, "paths">,
  { name, file, seen }: StoredVault,
  cannot: string,
): UserError {
  const withKeys = generationWithPerson(paths, file);
  const newest = seen.get(file.id)!.generation;
  return new UserError({
    exit: "damaged",
    code: "older-generation",
    cannot,
    because: `your own vault ${JSON.stringify(name)} is an older copy without member keys: it is ` +
      `generation ${file.generation}, and this machine has seen generation ${newest}` +
      (withKeys === null ? ". Put the newer file back if you have it" : ""),
    try: restoreCommand(name, withKeys ?? file.generation),
  });
}

/**
 * Returns the vaults that are locked together with `stored`, without it: for a shared vault the member's own vault, which
 * would open it again without a question, and for a person's own vault the shared vaults that it opens.
 */
export function lockedTogether(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  { file }: Pick<StoredVault, "file">,
): Pick<StoredVault, "name" | "file">[] {
  const { person, shared } = file;
  if (shared !== undefined) {
    return ownVaults(context).filter((own) => Object.hasOwn(shared.members, own.file.person.id));
  }
  return person === undefined
    ? []
    : usableVaults(context).filter((each) =>
      each.file.shared !== undefined && Object.hasOwn(each.file.shared.members, person.id)
    );
}

/**
 * Checks that `stored` has a password or a system slot, or may get one: a shared vault has neither. `command` is the command
 * that does the same in the member's own vault, without its name.
 *
 * @throws UserError (78, `shared-vault`), which names that command.
 */
export function checkNotShared(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  { name, file }: Pick<StoredVault, "name" | "file">,
  cannot: string,
  command: string,
): void {
  if (file.shared === undefined) return;
  const own = lockedTogether(context, { file })[0];
  throw new UserError({
    exit: "refused",
    code: "shared-vault",
    cannot: `${cannot} vault ${JSON.stringify(name)}`,
    because: "it is shared, and each member opens it with a vault of their own",
    try: own === undefined ? "opaws member id" : `${command} --vault ${shellWord(own.name)}`,
  });
}

/** Returns what the person at this machine may do in the shared vault of `shared`; null if they are not a member, or it is not shared. */
export function roleIn(
  context: Pick<UnlockContext, "paths" | "vaultNames">,
  { shared }: Pick<VaultFile, "shared">,
): MemberRole | null {
  if (shared === undefined) return null;
  const own = ownVaults(context).find(({ file }) => Object.hasOwn(shared.members, file.person.id));
  return own === undefined ? null : shared.members[own.file.person.id]!.role;
}

/**
 * Returns the name of the only shared vault on this machine; of the default vault if none is shared.
 *
 * @throws UserError (64) with the names if several are shared.
 */
export function onlySharedVault(
  context: Pick<UnlockContext, "paths" | "vaultName" | "vaultNames">,
): string {
  const names = usableVaults(context).flatMap(({ name, file }) => file.shared ? [name] : []);
  if (names.length < 2) return names[0] ?? context.vaultName();
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot: "choose a shared vault",
    because: `there are several: ${names.join(", ")}`,
    try: `opaws vault history ${shellWord(names[0]!)}`,
  });
}
