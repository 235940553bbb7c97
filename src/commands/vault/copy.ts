import { UserError } from "../../errors.ts";
import { restoreSource, restoreVault } from "../../vault/store/restore.ts";
import { isBundle } from "../../vault/store/open_with_token.ts";
import { readVault } from "../../vault/store/read.ts";
import { exportVault, importVault } from "../../vault/store/transfer.ts";
import { confirm } from "../../cli/confirm.ts";
import {
  argument,
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
import { cacheKey, keyFromPassword } from "../../unlock/unlock_vault.ts";

/** `opaws vault restore`. */
export const vaultRestore: Command = declare(
  "restore",
  {
    brief: "Brings back an older generation of a vault, as its newest.",
    description:
      "Without a number the newest backup that is whole. The number of the file's own generation accepts a file that was rolled back on purpose. opaws vault list --json tells the numbers.",
    examples: ["opaws vault restore", "opaws vault restore 12 --vault work"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    yes: yesFlag,
    passwordStdin: passwordStdinFlag,
    generation: optionalArgument("GENERATION", "Which one."),
  }),
  async (options, context) => {
    const name = context.vaultName(options.vault);
    const generation = options.generation === undefined ? undefined : whole(options.generation);
    const source = restoreSource(context.paths, name, generation);
    await confirm(options.yes, {
      question:
        `Replace vault "${name}" by its generation ${source.file.generation}? What stands there now becomes a backup.`,
      cannot: `restore vault ${JSON.stringify(name)}`,
      flag: "opaws vault restore --yes",
    });
    const kept = await context.unlockCache()?.get(source.file.id) ?? null;
    const asked = kept !== null ? null : await keyFromPassword(
      context,
      { ...source, name, seen: new Map() },
      {
        reason: `to restore generation ${source.file.generation}`,
        try: "opaws vault restore --yes --password-stdin",
        passwordStdin: options.passwordStdin,
      },
    );
    const key = kept ?? asked!.key;
    const restored = await restoreVault(context.host, context.paths, name, key, generation);
    // A kept key goes on to its own end.
    if (asked !== null) await cacheKey(context, restored.file.id, key, asked.slot.id);
    printAnswer(options.json, { vault: name, generation: restored.file.generation }, () => [
      `Vault "${name}" is restored; it is generation ${restored.file.generation} now.`,
    ]);
  },
);

/** `opaws vault export`. */
export const vaultExport: Command = declare(
  "export",
  {
    brief: "Copies a vault's sealed file, byte for byte.",
    examples: ["opaws vault export /media/stick/personal.json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    file: argument("FILE", "Where to; nothing may stand there."),
  }),
  (options, context) => {
    const name = context.vaultName(options.vault);
    exportVault(context.paths, name, options.file);
    printAnswer(options.json, { vault: name, file: options.file }, () => [
      `Vault "${name}" is copied to ${options.file}, still sealed.`,
    ]);
  },
);

/** `opaws vault import`. */
export const vaultImport: Command = declare(
  "import",
  {
    brief: "Takes a vault's sealed file in, byte for byte, under the name it bears.",
    examples: ["opaws vault import /media/stick/personal.json"],
  },
  parameters({ json: jsonFlag, file: argument("FILE", "A file that opaws vault export made.") }),
  async (options, context) => {
    const name = await importVault(context.host, context.paths, options.file);
    const bundle = isBundle(readVault(context.paths, name).file);
    printAnswer(options.json, { vault: name, bundle }, () => [
      bundle
        ? `A bundle of vault "${name}" is here now. Only its token opens it.`
        : `Vault "${name}" is here now. Its password is the one it had.`,
    ]);
  },
);

function whole(text: string): number {
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
