import { sessionLabel } from "../../aws/sso/session.ts";
import {
  type Command,
  declare,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
  passwordStdinFlag,
  vaultOption,
} from "../../cli/declare.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { listAccountRoles } from "../../credentials/sso/account_roles.ts";
import { confirmFor } from "./confirm_sign_in.ts";
import { sessionAccess } from "./session_access.ts";

/** `opaws sso list`. */
export const command: Command = declare(
  {
    description:
      "Shows the id and the name of each account, and a role. The session is SESSION, that of AWS_PROFILE, or the only one.",
    examples: ["opaws sso list", "opaws sso list corp --filter prod", "opaws sso list --json"],
  },
  parameters({
    json: jsonFlag,
    vault: vaultOption,
    passwordStdin: passwordStdinFlag,
    filter: option("--filter", "TEXT", "Only accounts and roles with this text in id or name."),
    session: optionalArgument("SESSION", "The session."),
  }),
  async (options, context) => {
    const access = await sessionAccess(context, {
      ...options,
      reason: "to list your accounts",
      command: "opaws sso list",
    });
    const accounts = await listAccountRoles(access, confirmFor(access), options.filter);
    const session = sessionLabel(access.session);
    await printStyledAnswer(
      options.json,
      { session, accounts },
      () =>
        accounts.length === 0
          ? [
            `No account or role of ${session} ${
              options.filter ? "matches" : "is assigned to you"
            }.`,
          ]
          : table(
            ["ACCOUNT", "NAME", "ROLE"],
            accounts.flatMap(({ id, name, roles }) => roles.map((role) => [id, name, role])),
          ),
    );
  },
);
