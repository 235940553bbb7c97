import { withLock } from "../../fs/lock.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { baseKey } from "../crypto/base_key.ts";
import { newMemberKeys, sealPerson } from "../crypto/member_keys.ts";
import type { VaultKey } from "../crypto/vault_key.ts";
import type { Person } from "../format/vault_file.ts";
import { openUnparsed } from "./open.ts";
import { readUnparsed, type VaultPaths } from "./read.ts";
import { carryIndex } from "./write_item_index.ts";
import { writeVaultAndBackups } from "./write_with_backups.ts";

/**
 * Makes the member keys of a person, once, and seals them in the person's own vault called `name`. Returns those that it
 * has then. They bring the vault to version 2 of the format.
 *
 * @throws UserError (78, `shared-vault`) if the vault is shared, because its members would share the keys; and as
 *   `changeVault` does.
 */
export async function makePerson(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  key: VaultKey,
): Promise<Person> {
  const { path } = readUnparsed(paths, name);
  return await withLock(path, async () => {
    const unparsed = readUnparsed(paths, name);
    const open = await openUnparsed(host, paths, unparsed, key);
    const { mac: _, ...file } = open.file;
    if (file.person !== undefined) return file.person;
    if (file.shared !== undefined) throw isShared(name);
    const secret = baseKey(key.bytes);
    const keys = await newMemberKeys(host);
    const person = await sealPerson(host, secret, file.id, keys);
    keys.wipe();
    const next = { ...file, version: 2 as const, person, generation: file.generation + 1 };
    const previous = { generation: file.generation, bytes: unparsed.bytes };
    const { written } = await writeVaultAndBackups(
      host,
      paths,
      secret,
      next,
      previous,
      file.slots,
    );
    await carryIndex(host, paths, open, written);
    return person;
  });
}

function isShared(name: string): UserError {
  return new UserError({
    exit: "refused",
    code: "shared-vault",
    cannot: `make member keys in vault ${JSON.stringify(name)}`,
    because: "it is shared, and your keys belong in a vault of your own",
    try: "opaws member id",
  });
}
