import type { CommandContext } from "../../cli/context.ts";
import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { shellWord } from "../../quote.ts";
import { ownVaultOf, ownVaults } from "../../unlock/own_vault.ts";
import { checkAuthor } from "../../vault/crypto/generation_signature.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import { isBundle } from "../../vault/store/open_with_token.ts";
import { readVault } from "../../vault/store/read.ts";
import { importVault } from "../../vault/store/transfer.ts";
import { confirmFingerprint } from "../member/confirm_fingerprint.ts";

/** `opaws vault import`. */
export const command: Command = declare(
  {
    description:
      "Of a shared vault, opaws shows the 12 words of the key of the member who wrote the file. Anyone could make a vault for you to put keys into: let that member read out the words of opaws member id --fingerprint, and agree only if they are the same.",
    examples: ["opaws vault import /media/stick/personal.json"],
  },
  parameters({
    json: jsonFlag,
    yes: yesFlag,
    file: argument("FILE", "A file from opaws vault export."),
  }),
  async ({ json, yes, file: path }, context) => {
    const name = await importVault(
      context.host,
      context.paths,
      path,
      (file) => checkMembers(context, file, path, yes),
    );
    const { file } = readVault(context.paths, name);
    const bundle = isBundle(file);
    printAnswer(json, { vault: name, bundle }, () => [
      bundle
        ? `Imported a bundle of vault "${name}". Only its token opens it.`
        : file.shared !== undefined
        ? `Imported shared vault "${name}". You open it with a vault of your own.`
        : `Imported vault "${name}". Its password is the same as before.`,
    ]);
  },
);

/**
 * Checks a shared vault before it is imported: its author signed it, this person is a member, and agrees that the author is
 * who they think.
 *
 * @throws UserError (65) if the signature is wrong, (77, `not-a-member`), Cancelled (77), (79) without a terminal.
 */
async function checkMembers(
  context: CommandContext,
  file: VaultFile,
  path: string,
  yes: boolean,
): Promise<void> {
  const author = await checkAuthor(file, path);
  if (author === null) return;
  if (!file.slots.some(({ kind }) => kind === "recovery")) ownVaultOf(context, file);
  if (ownVaults(context).some((own) => own.file.person.id === file.shared?.author)) return;
  await confirmFingerprint({
    name: author.name,
    keys: author,
    yes,
    cannot: `import ${path}`,
    flag: `opaws vault import ${shellWord(path)} --yes`,
  });
}
