import { UserError } from "../errors.ts";
import type { MemberKeys } from "../vault/crypto/member_keys.ts";
import type { Person } from "../vault/format/vault_file.ts";
import { readVault } from "../vault/store/read.ts";
import { makePerson } from "../vault/store/make_person.ts";
import { personKeys } from "./key_from_member.ts";
import {
  checkNoOlderOwn,
  checkNotShared,
  type OwnVault,
  ownVaults,
  roleIn,
  usableVaults,
} from "./own_vault.ts";
import type { UnlockContext, UnlockPurpose } from "./unlock_context.ts";
import { unlockVault } from "./unlock_vault.ts";

/** Which vault has, or gets, the member keys. */
interface OwnChoice {
  /** Its name; the first that has some, or else the default vault, if this is missing. */
  readonly vault?: string | undefined;
  /** A vault that it cannot be, because it is about to be shared. */
  readonly not?: string;
}

/** The public side of the person at this machine. */
interface MemberIdentity extends Pick<Person, "id" | "public"> {
  /** The name of the person's own vault, which has the private keys. */
  readonly vault: string;
  /** Whether they were made now. */
  readonly isNew: boolean;
}

/** The member keys of the person at this machine. */
export interface OwnKeys {
  /** The keys. The context wipes them. */
  readonly keys: MemberKeys;
  /** The name of the person's own vault. */
  readonly vault: string;
}

/**
 * Returns the public member keys of the person at this machine. They are made once, in the vault of the choice or in the
 * default one. Once they are made, this unlocks nothing.
 *
 * @throws UserError (78, `only-vault`) if there is no vault for them, and as `makePerson` and `unlockVault` do.
 */
export async function memberIdentity(
  context: UnlockContext,
  choice: OwnChoice,
  purpose: UnlockPurpose,
): Promise<MemberIdentity> {
  const made = madeIn(context, choice);
  if (made !== undefined) {
    const { id, public: key } = made.file.person;
    return { id, public: key, vault: made.name, isNew: false };
  }
  const name = vaultFor(context, choice);
  checkNotShared(context, readVault(context.paths, name), "make member keys in", "opaws member id");
  const open = await unlockVault(context, name, purpose);
  const { id, public: key } = await makePerson(context.host, context.paths, name, open.key);
  return { id, public: key, vault: name, isNew: true };
}

/**
 * Opens the member keys of the person at this machine, and makes them before if there are none yet. Reports that.
 *
 * @throws UserError as {@linkcode vaultsOfLostKeys} and {@linkcode memberIdentity} do.
 */
export async function openOwnKeys(
  context: UnlockContext,
  choice: OwnChoice,
  purpose: UnlockPurpose,
): Promise<OwnKeys> {
  const lost = vaultsOfLostKeys(context, choice);
  const { vault, isNew } = await memberIdentity(context, choice, purpose);
  if (isNew) {
    context.report(madeText(vault));
    if (lost.length > 0) context.report(`opaws: ${lostText(lost)}`);
  }
  const { key } = await unlockVault(context, vault, purpose);
  const own = madeIn(context, { vault })!;
  return { keys: context.own(await personKeys(own, key)), vault };
}

/**
 * Returns the names of the shared vaults on this machine that new member keys would not open, because other keys of this
 * person opened them before. Empty if the choice leads to keys that are made already.
 *
 * @throws UserError (65, `older-generation`) if those keys may be in a newer file of a vault.
 */
export function vaultsOfLostKeys(context: UnlockContext, choice: OwnChoice): string[] {
  if (madeIn(context, choice) !== undefined) return [];
  const lost = usableVaults(context).filter(({ file }) =>
    file.shared !== undefined && roleIn(context, file) === null
  );
  if (lost.length > 0) checkNoOlderOwn(context, "make member keys");
  return lost.map(({ name }) => name);
}

/** Returns what new member keys do not open: the shared vaults called `names`. */
export function lostText(names: readonly string[]): string {
  return `your member keys for ${
    names.map((name) => JSON.stringify(name)).join(", ")
  } are not on this machine. ` +
    `New ones do not open ${names.length === 1 ? "it" : "them"}: a writer has to add you again`;
}

/** Returns the line that says where new member keys are. */
export function madeText(vault: string): string {
  return `opaws: made your member keys in vault "${vault}", which opens shared vaults from now on`;
}

function madeIn(context: UnlockContext, { vault, not }: OwnChoice): OwnVault | undefined {
  return ownVaults(context).find(({ name }) => name !== not && name === (vault ?? name));
}

function vaultFor(context: UnlockContext, { vault, not }: OwnChoice): string {
  if (vault !== undefined) return vault;
  const found = usableVaults(context).find(({ name, file }) =>
    name !== not && file.shared === undefined
  );
  if (found !== undefined) return found.name;
  throw new UserError({
    exit: "refused",
    code: "only-vault",
    cannot: not === undefined ? "make your member keys" : `share vault ${JSON.stringify(not)}`,
    because: "a shared vault opens with another one of your own, and you have none",
    try: not === undefined ? "opaws vault create personal" : "opaws vault create team --shared",
  });
}
