import { shellWord } from "../../quote.ts";
import { UserError } from "../../errors.ts";
import type { VaultMember } from "../../vault/format/generation_header.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { readVault, type StoredVault, type VaultPaths } from "../../vault/store/read.ts";

/** A vault that is shared. */
interface StoredSharedVault extends StoredVault {
  /** Its file. */
  readonly file: VaultFile & Required<Pick<VaultFile, "shared">>;
}

/** A member of a shared vault with the member's id. */
interface FoundMember extends VaultMember {
  /** The id. */
  readonly id: string;
}

/** Reads the vault called `name`. Throws UserError (64, `not-shared`) if it is not shared, and as `readVault` does. */
export function readShared(
  paths: Pick<VaultPaths, "vaults" | "state">,
  name: string,
): StoredSharedVault {
  const stored = readVault(paths, name);
  if (isShared(stored)) return stored;
  throw new UserError({
    exit: "usage",
    code: "not-shared",
    cannot: `use the members of vault ${JSON.stringify(name)}`,
    because: "it is not shared",
    try: "opaws member list",
  });
}

/** Reports whether a vault is shared. */
export function isShared(stored: StoredVault): stored is StoredSharedVault {
  return stored.file.shared !== undefined;
}

/** Returns the members of a shared vault, sorted by name, then id. */
export function membersOf({ file }: Pick<StoredSharedVault, "file">): FoundMember[] {
  return Object.entries(file.shared.members).map(([id, member]) => ({ ...member, id }))
    .sort((a, b) => a.name < b.name || (a.name === b.name && a.id < b.id) ? -1 : 1);
}

/**
 * Returns the member that `reference` means: a name, an id, or at least 4 characters of the beginning of an id.
 *
 * @throws UserError (66, `no-member`), (64, `ambiguous-member`).
 */
export function findMember(stored: StoredSharedVault, reference: string): FoundMember {
  const all = membersOf(stored);
  const matchers: ((member: FoundMember) => boolean)[] = [
    ({ id }) => id === reference,
    ({ name }) => name === reference,
    ({ name }) => name.toLowerCase() === reference.toLowerCase(),
    ({ id }) => reference.length >= 4 && id.startsWith(reference),
  ];
  for (const matches of matchers) {
    const found = all.filter(matches);
    if (found.length > 1) throw ambiguous(stored.name, reference, found);
    if (found[0] !== undefined) return found[0];
  }
  throw new UserError({
    exit: "notFound",
    code: "no-member",
    cannot: `find member ${JSON.stringify(reference)} of vault ${JSON.stringify(stored.name)}`,
    because: "no member has that name or id",
    try: `opaws member list ${shellWord(stored.name)}`,
  });
}

function ambiguous(vault: string, reference: string, found: readonly FoundMember[]): UserError {
  return new UserError({
    exit: "usage",
    code: "ambiguous-member",
    cannot: `find member ${JSON.stringify(reference)} of vault ${JSON.stringify(vault)}`,
    because: `several members match: ${found.map(({ id }) => id).join(", ")}`,
    try: `opaws member list ${shellWord(vault)} --json`,
  });
}
