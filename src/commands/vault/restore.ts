import { confirm } from "../../cli/confirm.ts";
import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { optionWords, shellWord } from "../../quote.ts";
import { checkNoReader } from "../../unlock/check_writer.ts";
import { keyFromMember } from "../../unlock/key_from_member.ts";
import { keyFromPassword } from "../../unlock/key_from_password.ts";
import { addSigner } from "../../unlock/unlock_vault.ts";
import { restoreVault } from "../../vault/store/restore.ts";
import { readCurrent, restoreSource } from "../../vault/store/restore_source.ts";

/** `opaws vault restore`. */
export const command: Command = declare(
  {
    description:
      "Without GENERATION, restores the newest intact backup. With the generation of the vault file itself, accepts a file that was rolled back on purpose. opaws vault list --json shows the generations.",
    examples: ["opaws vault restore", "opaws vault restore 12 --vault work"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    yes: yesFlag,
    passwordStdin: passwordStdinFlag,
    generation: optionalArgument("GENERATION", "The generation to restore."),
  }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const generation = options.generation === undefined
      ? undefined
      : parseGeneration(options.generation);
    const source = restoreSource(context.paths, name, generation);
    checkNoReader(context, readCurrent(context.paths, name)?.file ?? source.file);
    const which = generation === undefined ? "" : ` ${generation}`;
    const command = `opaws vault restore${which} --vault ${shellWord(name)} --yes`;
    await confirm(options.yes, {
      question:
        `Replace vault "${name}" with its generation ${source.file.generation}? The current file becomes a backup.`,
      cannot: `restore vault ${JSON.stringify(name)}`,
      flag: command + optionWords({ "--password-stdin": options.passwordStdin }),
    });
    const cached = await context.unlockCache()?.get(source.file.id) ?? null;
    const purpose = {
      reason: `to restore generation ${source.file.generation}`,
      try: `${command} --password-stdin`,
      passwordStdin: options.passwordStdin,
    };
    const asked = cached !== null
      ? null
      : source.file.shared === undefined
      ? await keyFromPassword(context, { ...source, name, seen: new Map() }, purpose)
      : await keyFromMember(context, source.file, purpose);
    const key = cached ?? asked!.key;
    if (source.file.shared !== undefined) addSigner(context, key, source.file);
    const restored = await restoreVault(context.host, context.paths, name, key, generation);
    // A cached key keeps its own time limit.
    if (asked !== null) await context.cacheKey(restored.file.id, key, asked.slot.id);
    printAnswer(options.json, { vault: name, generation: restored.file.generation }, () => [
      `Restored vault "${name}". It is now at generation ${restored.file.generation}.`,
    ]);
  },
);

function parseGeneration(text: string): number {
  const number = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new UserError({
    exit: "usage",
    code: "bad-generation",
    cannot: `restore generation ${JSON.stringify(text)}`,
    because: "a generation is a whole number from 1",
    try: "opaws vault list --json",
  });
}
