import { confirm } from "../../cli/confirm.ts";
import type { CommandContext } from "../../cli/context.ts";
import { report } from "../../cli/output.ts";
import { forgetSessions } from "../../credentials/session_files.ts";
import { UserError } from "../../errors.ts";
import { nameOfUid, readPasswd } from "../../fs/passwd.ts";
import { forgetEverywhere } from "../../unlock/cache/forget_everywhere.ts";
import { openOwnKeys, type OwnKeys } from "../../unlock/member_identity.ts";
import type { UnlockPurpose } from "../../unlock/unlock_context.ts";
import type { VaultKey } from "../../vault/crypto/vault_key.ts";
import type { Slot, VaultFile } from "../../vault/format/vault_file.ts";
import { shareVault } from "../../vault/store/share.ts";

/** What a vault is shared with. */
interface Sharing {
  /** The name of the person at this machine, for the other members. */
  readonly as: string | undefined;
  /** Whether it is done without a question. */
  readonly yes: boolean;
  /** Why the person's own vault is unlocked, and how. */
  readonly purpose: UnlockPurpose;
  /** The command line that does not ask. */
  readonly flag: string;
}

/**
 * Shares a vault of one's own, after a question: the person at this machine becomes its first member, a writer. Returns its
 * new key and the slots that it lost.
 *
 * @throws Cancelled (77), UserError (79) without a terminal, and as `openOwnKeys` and `shareVault` do.
 */
export async function share(
  context: CommandContext,
  name: string,
  key: VaultKey,
  { as, yes, purpose, flag }: Sharing,
): Promise<{ readonly key: VaultKey; readonly dropped: readonly Slot[] }> {
  const cannot = `share vault ${JSON.stringify(name)}`;
  const memberName = as ?? loginName(context, cannot);
  const own: OwnKeys = await openOwnKeys(context, { not: name }, purpose);
  report(
    `opaws: sharing gives vault "${name}" a new key, so that no older copy and no guessed password opens it.`,
    `  Its password, system slots, recovery codes, tokens and backups go. You open it with vault "${own.vault}" then.`,
  );
  await confirm(yes, { question: `Share vault "${name}"?`, cannot, flag });
  const { host, paths } = context;
  const shared = await shareVault(host, paths, name, key, own.keys, memberName);
  await replaceKey(context, shared.file, shared.key, own.keys.id);
  return { key: shared.key, dropped: shared.dropped };
}

/** Caches the new key of a vault for this terminal, and forgets in every terminal what the old one opened. */
export async function replaceKey(
  context: CommandContext,
  { id }: Pick<VaultFile, "id">,
  key: VaultKey,
  slot: string,
): Promise<void> {
  await forgetEverywhere(context.host, context.paths, id);
  forgetSessions(context.paths, id);
  await context.cacheKey(id, key, slot);
}

/** Returns the name that the system has for this user. Throws UserError (64) if it has none. */
export function loginName({ host }: Pick<CommandContext, "host">, cannot: string): string {
  const name = host.env("USER") || host.env("USERNAME") || nameOfUid(readPasswd(), host.uid());
  if (name) return name;
  throw new UserError({
    exit: "usage",
    code: "usage",
    cannot,
    because: "the system has no login name for you, so say with --as what the others call you",
  });
}
