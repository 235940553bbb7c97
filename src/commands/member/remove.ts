import { confirm } from "../../cli/confirm.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { optionWords, shellWord } from "../../quote.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { ownVaults } from "../../unlock/own_vault.ts";
import { removeMember } from "../../vault/store/remove_member.ts";
import { againCommands } from "./again_commands.ts";
import { knownItemLines, knownItems } from "./known_items.ts";
import { findMember, readShared } from "./find_member.ts";
import { replaceKey } from "./share.ts";

/** `opaws member remove`. */
export const command: Command = declare(
  {
    description:
      "The vault gets a new key, and the backups under the old one are removed, so the member opens nothing that is written from now on. Tokens and recovery codes end too. The member could read every item before, and may have copies: only rotation ends that access, so opaws lists the items with the command for each.",
    examples: ["opaws member remove team Bob"],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    vault: argument("VAULT", "A shared vault.", "sharedVault"),
    member: argument("MEMBER", "The member's name or id."),
  }),
  async ({ json, passwordStdin, yes, vault, member: reference }, context) => {
    const { host, paths } = context;
    const stored = readShared(paths, vault);
    const { id, name } = findMember(stored, reference);
    const cannot = `remove ${JSON.stringify(name)} from vault ${JSON.stringify(vault)}`;
    if (ownVaults(context).some(({ file }) => file.person.id === id)) throw oneself(cannot);
    const { key } = await unlockVault(context, vault, {
      reason: `to remove ${name}`,
      passwordStdin,
      write: true,
    });
    const flag = `opaws member remove ${shellWord(vault)} ${id}${
      optionWords({ "--password-stdin": passwordStdin, "--yes": true })
    }`;
    await confirm(yes, {
      question: `Remove ${name} from vault "${vault}", with a new key for the vault?`,
      cannot,
      flag,
    });
    const removed = await removeMember(host, paths, vault, key, id);
    await replaceKey(context, removed.file, removed.key, removed.file.shared!.author);
    const again = againCommands(vault, removed.dropped, host.now());
    const items = knownItems(await removed.items(), vault);
    printAnswer(json, { vault, id, name, items, again }, () => [
      `Removed ${name} from vault "${vault}", which has a new key.`,
      ...(items.length === 0 ? [] : [
        `${name} could read these items. Rotation alone ends that access:`,
        ...knownItemLines(items),
      ]),
      ...(again.length === 0 ? [] : ["Tokens and recovery codes ended. Make them again:"]),
      ...again.map((line) => `  ${line}`),
    ]);
  },
);

function oneself(cannot: string): UserError {
  return new UserError({
    exit: "refused",
    code: "own-membership",
    cannot,
    because:
      "you cannot remove yourself, since you would sign what you could no longer open: another writer can remove you",
    try: "opaws member list",
  });
}
