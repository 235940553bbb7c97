import {
  argument,
  type Command,
  declare,
  jsonFlag,
  parameters,
  passwordStdinFlag,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { setRole } from "../../vault/store/members.ts";
import { findMember, readShared } from "./find_member.ts";

const ROLES = ["reader", "writer"] as const;

/** `opaws member role`. */
export const command: Command = declare(
  {
    description:
      "A reader uses every item of the vault. A writer also changes items, tokens and members. One writer always stays.",
    examples: ["opaws member role team Bob writer"],
  },
  parameters({
    json: jsonFlag,
    passwordStdin: passwordStdinFlag,
    vault: argument("VAULT", "A shared vault.", "sharedVault"),
    member: argument("MEMBER", "The member's name or id."),
    role: argument("ROLE", "What the member may do: reader or writer.", ROLES),
  }),
  async ({ json, passwordStdin, vault, member: reference, role: given }, context) => {
    const role = ROLES.find((each) => each === given);
    if (role === undefined) throw unknownRole(given, vault, reference);
    const member = findMember(readShared(context.paths, vault), reference);
    const { key } = await unlockVault(context, vault, {
      reason: `to make ${member.name} a ${role}`,
      passwordStdin,
      write: true,
    });
    if (member.role !== role) {
      await setRole(context.host, context.paths, vault, key, member.id, role);
    }
    printAnswer(json, { vault, id: member.id, name: member.name, role }, () => [
      `${member.name} is a ${role} of vault "${vault}".`,
    ]);
  },
);

function unknownRole(given: string, vault: string, reference: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `change a member of vault ${JSON.stringify(vault)}`,
    because: `ROLE is reader or writer, not ${JSON.stringify(given)}`,
    try: `opaws member role ${shellWord(vault)} ${shellWord(reference)} reader`,
  });
}
