import type { CommandContext } from "../../cli/context.ts";
import { optionWords, shellWord } from "../../quote.ts";
import { openOwnKeys } from "../../unlock/member_identity.ts";
import { checkFree } from "../../vault/store/create.ts";
import { createSharedVault as createShared } from "../../vault/store/create_shared.ts";
import { vaultPath } from "../../vault/store/read.ts";
import { loginName } from "../member/share.ts";

/**
 * Creates the shared vault `name` with the person at this machine as its only member, called `as`, and leaves it unlocked in
 * this terminal. Throws UserError as `checkFree`, `openOwnKeys` and the store's `createSharedVault` do.
 */
export async function createSharedVault(
  context: CommandContext,
  name: string,
  as: string | undefined,
  passwordStdin: boolean,
): Promise<void> {
  const { host, paths } = context;
  checkFree(vaultPath(paths, name), name);
  const memberName = as ?? loginName(context, `create vault ${JSON.stringify(name)}`);
  const options = optionWords({ "--shared": true, "--as": as, "--password-stdin": true });
  const { keys } = await openOwnKeys(context, {}, {
    reason: `to create shared vault ${JSON.stringify(name)}`,
    try: `opaws vault create ${shellWord(name)}${options}`,
    passwordStdin,
  });
  const { file, key } = await createShared(host, paths, name, keys, memberName);
  await context.cacheKey(file.id, key, keys.id);
}
