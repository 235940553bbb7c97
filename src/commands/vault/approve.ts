import {
  argument,
  argumentList,
  type Command,
  declare,
  flag,
  jsonFlag,
  parameters,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { approvedVariables, changeApproved } from "../../credentials/approved_variables.ts";
import { UserError } from "../../errors.ts";
import { shellWord } from "../../quote.ts";
import { readVault } from "../../vault/store/read.ts";

/** `opaws vault approve`. */
export const command: Command = declare(
  {
    description:
      "A field env:NAME of an item becomes the variable NAME of the tool. In a shared vault a colleague can add such a field, so each name needs your approval on this machine. Without VARIABLE, lists what you have approved. An approval is for the vault and the name, whatever the item and the value.",
    examples: [
      "opaws vault approve team TF_VAR_db_password",
      "opaws vault approve team",
      "opaws vault approve team TF_VAR_db_password --withdraw",
    ],
  },
  parameters({
    json: jsonFlag,
    withdraw: flag("--withdraw", "Take the approval back."),
    vault: argument("VAULT", "A shared vault.", "sharedVault"),
    variables: argumentList("VARIABLE", "The name of a variable, without env:."),
  }),
  async ({ json, withdraw, vault, variables }, { host, paths }) => {
    const { file } = readVault(paths, vault);
    if (file.shared === undefined) throw notShared(vault);
    if (withdraw && variables.length === 0) throw nothingToWithdraw(vault);
    const approved = variables.length === 0
      ? approvedVariables(paths, file.id)
      : await changeApproved(
        host,
        paths,
        file.id,
        withdraw ? { remove: variables } : { add: variables },
      );
    printAnswer(json, { vault, approved }, () => [
      approved.length === 0
        ? `Items of vault "${vault}" may set no variables on this machine.`
        : `Items of vault "${vault}" may set these variables on this machine: ${
          approved.join(", ")
        }.`,
    ]);
  },
);

function notShared(vault: string): UserError {
  return new UserError({
    exit: "usage",
    code: "not-shared",
    cannot: `approve variables of vault ${JSON.stringify(vault)}`,
    because: "it is not shared, so its items need no approval",
    try: "opaws vault list",
  });
}

function nothingToWithdraw(vault: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: `withdraw an approval of vault ${JSON.stringify(vault)}`,
    because: "VARIABLE is missing",
    try: `opaws vault approve ${shellWord(vault)}`,
  });
}
