import type { Paths } from "../../fs/paths.ts";
import { withLock } from "../../fs/lock.ts";
import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import { importSecret, type KdfCost } from "../crypto/derive.ts";
import { writeVault } from "./write.ts";
import { KEY_BYTES, VaultKey } from "../crypto/vault_key.ts";
import { opened, type OpenVault } from "./open.ts";
import { checkPassword, wrapWithPassword } from "../slots/password.ts";
import { vaultPath } from "./read.ts";
import { newUuid } from "../format/uuid.ts";

export { checkVaultName } from "../format/vault_name.ts";

/**
 * Creates an empty vault called `name` that `password` unlocks, with one Argon2id of `cost`.
 * Faults (64) on an unusable name or password, (73) `exists`, (73), (74) when it cannot be written.
 */
export async function createVault(
  host: Pick<Host, "random" | "now">,
  paths: Pick<Paths, "vaults" | "backups" | "state">,
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
    const slots = [await wrapWithPassword(host, id, key, password, cost)];
    const secret = await importSecret(key.bytes);
    const file = await writeVault(host, paths, secret, {
      format: "opaws-vault",
      version: 1,
      id,
      name,
      generation: 1,
      slots,
      items: {},
    }, null);
    return opened(file, key, secret, path);
  });
}

/** Faults (73) `exists` when anything, a dangling link too, stands at `path`. */
export function checkFree(path: string, name: string): void {
  try {
    Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
  }
  throw new UserError({
    exit: "cannotCreate",
    code: "exists",
    cannot: `create vault ${JSON.stringify(name)}`,
    because: "there is one of that name",
    try: "opaws vault list",
  });
}
