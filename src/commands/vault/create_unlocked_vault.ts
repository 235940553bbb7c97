import type { CommandContext } from "../../cli/context.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { setSetting } from "../../scope/settings.ts";
import { newPassword } from "../../unlock/prompts/new_password.ts";
import { checkFree, createVault } from "../../vault/store/create.ts";
import { vaultNames, vaultPath } from "../../vault/store/read.ts";

/**
 * Creates the vault `name` with a new password and leaves it unlocked in this terminal. The first vault becomes the
 * default one. Throws UserError as `checkFree`, `newPassword` and `createVault` do.
 */
export async function createUnlockedVault(
  context: CommandContext,
  name: string,
  fromStdin: boolean,
): Promise<void> {
  const { host, paths } = context;
  checkFree(vaultPath(paths, name), name);
  const isFirst = vaultNames(paths).length === 0;
  const silentCommand = `opaws vault create ${shellWord(name)} --password-stdin`;
  const password = await newPassword(context, name, fromStdin, silentCommand);
  const created = await createVault(host, paths, name, password);
  await context.cacheKey(created.file.id, created.key, created.file.slots[0]?.id);
  if (isFirst) {
    await changeConfig(host, paths, (config) => setSetting(config, "defaultVault", name));
  }
}
