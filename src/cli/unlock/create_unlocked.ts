import { changeConfig } from "../../scope/config_file.ts";
import { setSetting } from "../../scope/settings.ts";
import { checkFree, createVault } from "../../vault/create.ts";
import { vaultNames, vaultPath } from "../../vault/store.ts";
import { shellWord } from "../../vault/vault_name.ts";
import { newPassword } from "../ask/new_password.ts";
import { keepKey } from "./unlock_vault.ts";
import type { Workplace } from "../workplace.ts";

/** Makes the vault `name`, the default one when it is the first, and keeps it unlocked in this terminal. */
export async function createUnlocked(
  work: Workplace,
  name: string,
  fromStdin: boolean,
): Promise<void> {
  checkFree(vaultPath(work.places, name), name);
  const first = vaultNames(work.places).length === 0;
  const password = await newPassword(
    work,
    name,
    fromStdin,
    `opaws vault create ${shellWord(name)} --password-stdin`,
  );
  const made = await createVault(work.host, work.places, name, password);
  await keepKey(work, made.file.id, made.key, made.file.slots[0]?.id);
  if (first) {
    await changeConfig(
      work.host,
      work.places,
      (config) => setSetting(config, "defaultVault", name),
    );
  }
}
