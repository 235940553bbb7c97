import { changeConfig } from "../scope/config_file.ts";
import { setSetting } from "../scope/settings.ts";
import { checkFree, createVault } from "../vault/store/create.ts";
import { vaultNames, vaultPath } from "../vault/store/read.ts";
import { shellWord } from "../quote.ts";
import { newPassword } from "./new_password.ts";
import { cacheKey } from "./unlock_vault.ts";
import type { UnlockContext } from "./unlock_context.ts";

/** Makes the vault `name`, the default one when it is the first, and keeps it unlocked in this terminal. */
export async function createUnlockedVault(
  context: UnlockContext,
  name: string,
  fromStdin: boolean,
): Promise<void> {
  checkFree(vaultPath(context.paths, name), name);
  const first = vaultNames(context.paths).length === 0;
  const password = await newPassword(
    context,
    name,
    fromStdin,
    `opaws vault create ${shellWord(name)} --password-stdin`,
  );
  const made = await createVault(context.host, context.paths, name, password);
  await cacheKey(context, made.file.id, made.key, made.file.slots[0]?.id);
  if (first) {
    await changeConfig(
      context.host,
      context.paths,
      (config) => setSetting(config, "defaultVault", name),
    );
  }
}
