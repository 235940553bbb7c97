import {
  argument,
  choiceOption,
  type Command,
  declare,
  jsonFlag,
  option,
  parameters,
  passwordStdinFlag,
  yesFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { optionWords, shellWord } from "../../quote.ts";
import { ownVaults } from "../../unlock/own_vault.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { memberId, parseMemberKey } from "../../vault/format/member_key_text.ts";
import type { Slot } from "../../vault/format/vault_file.ts";
import { addMember, checkNewMember } from "../../vault/store/members.ts";
import { readVault } from "../../vault/store/read.ts";
import { checkSharable } from "../../vault/store/share.ts";
import { againCommands } from "./again_commands.ts";
import { confirmFingerprint } from "./confirm_fingerprint.ts";
import { share } from "./share.ts";

/** `opaws member add`. */
export const command: Command = declare(
  {
    description:
      "KEY is the line that your colleague gets from opaws member id. opaws shows its 12 words: let your colleague read out those of opaws member id --fingerprint, and agree only if they are the same. A new member is a reader, who can use every item, unless you say --role writer. A writer also changes items and members. A vault of your own is shared by this, after a question.",
    examples: [
      "opaws member add team opaws-member_... --name Bob",
      "opaws member add team opaws-member_... --name Eve --role writer",
    ],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    yes: yesFlag,
    name: option("--name", "NAME", "What the members call your colleague."),
    role: choiceOption(
      "--role",
      "ROLE",
      ["reader", "writer"] as const,
      "reader",
      "What the member may do.",
    ),
    as: option("--as", "NAME", "If the vault is not shared yet: what they call you."),
    vault: argument("VAULT", "The vault."),
    key: argument("KEY", "Your colleague's member key."),
  }),
  async (options, context) => {
    const { vault, name, role, as, yes, passwordStdin } = options;
    if (name === undefined) throw nameMissing();
    const { host, paths } = context;
    const keys = parseMemberKey(options.key);
    const id = await memberId(keys);
    const { file } = readVault(paths, vault);
    if (file.shared === undefined) checkSharable(file);
    checkNewMember(file.shared?.members ?? {}, id, name, vault);
    if (ownVaults(context).some((own) => own.file.person.id === id)) throw oneself();
    const cannot = `add ${JSON.stringify(name)} to vault ${JSON.stringify(vault)}`;
    const flag = `opaws member add ${shellWord(vault)} ${options.key}${
      optionWords({
        "--name": name,
        "--role": role,
        "--as": as,
        "--password-stdin": passwordStdin,
        "--yes": true,
      })
    }`;
    const purpose = { reason: `to add ${name}`, try: flag, passwordStdin, write: true };
    let { key } = await unlockVault(context, vault, purpose);
    let dropped: readonly Slot[] = [];
    await confirmFingerprint({ name, keys, yes, cannot, flag });
    if (file.shared === undefined) {
      ({ key, dropped } = await share(context, vault, key, { as, yes, purpose, flag }));
    }
    await addMember(host, paths, vault, key, { keys, name, role });
    const again = againCommands(vault, dropped, host.now());
    printAnswer(options.json, { vault, id, name, role, again }, () => [
      `Added ${name} to vault "${vault}" as a ${role}. It opens with ${name}'s own vault.`,
      ...(again.length === 0 ? [] : ["These made what no longer opens it:"]),
      ...again.map((line) => `  ${line}`),
    ]);
  },
);

function oneself(): UserError {
  return new UserError({
    exit: "usage",
    code: "oneself",
    cannot: "add a member",
    because: "this is your own member key, and the one who shares a vault is its first member",
    try: "opaws member list",
  });
}

function nameMissing(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "add a member",
    because: "--name is not given",
    try: "opaws member add VAULT KEY --name NAME",
  });
}
