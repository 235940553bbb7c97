import { withLock } from "../../fs/lock.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import { baseKey } from "../crypto/base_key.ts";
import { VaultKey } from "../crypto/vault_key.ts";
import type { KdfCost } from "../format/kdf_cost.ts";
import { newUuid } from "../format/uuid.ts";
import { KEY_BYTES } from "../format/vault_file.ts";
import { checkPassword } from "../slots/check_password.ts";
import { wrapWithPassword } from "../slots/password.ts";
import { type OpenVault, openVerified } from "./open.ts";
import { vaultPath, type VaultPaths } from "./read.ts";
import { writeVault } from "./write.ts";

/**
 * Creates an empty vault called `name` that `password` unlocks, with one Argon2id of `cost`.
 *
 * @throws UserError (64) if the name or the password cannot be used; (73, `exists`); (73) or (74) if a file cannot be
 *   written.
 */
export async function createVault(
  host: Pick<Host, "random" | "now">,
  paths: VaultPaths,
  name: string,
  password: Secret,
  cost?: KdfCost,
): Promise<OpenVault> {
  const path = vaultPath(paths, name);
  checkPassword(password);
  checkFree(path, name);
  return await withLock(path, async () => {
    checkFree(path, name);
    const id = newUuid(host);
    const key = new VaultKey(host.random(KEY_BYTES));
    const slots = [await wrapWithPassword(host, { vaultId: id, key, password, cost })];
    const secret = baseKey(key.bytes);
    const file = await writeVault(host, paths, secret, {
      format: "opaws-vault",
      version: 1,
      id,
      name,
      generation: 1,
      slots,
      items: {},
    }, null);
    return openVerified(file, key, secret, path);
  });
}

/** Throws UserError (73, `exists`) if anything is at `path`, even a dangling link. */
export function checkFree(path: string, name: string): void {
  if (!isTaken(path)) return;
  throw new UserError({
    exit: "cannotCreate",
    code: "exists",
    cannot: `create vault ${JSON.stringify(name)}`,
    because: "a vault with that name already exists",
    try: "opaws vault list",
  });
}

/** Reports whether anything is at `path`, even a dangling link. */
export function isTaken(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
