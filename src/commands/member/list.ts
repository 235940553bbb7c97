import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { ownVaults } from "../../unlock/own_vault.ts";
import { memberFingerprint } from "../../vault/format/member_key_text.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { isShared, membersOf, readShared } from "./find_member.ts";

/** `opaws member list`. */
export const command: Command = declare(
  {
    description: "Unlocks nothing. Without VAULT, lists the members of all shared vaults.",
    examples: ["opaws member list", "opaws member list team --fingerprint"],
  },
  parameters({
    json: jsonFlag,
    fingerprint: flag("--fingerprint", "Show the 12 words of each member's key."),
    vault: optionalArgument("VAULT", "A shared vault.", "sharedVault"),
  }),
  async ({ json, fingerprint, vault }, context) => {
    const { paths, host } = context;
    const { found, unusable } = vault === undefined
      ? await eachVault(vaultNames(paths), false, (name) => readVault(paths, name))
      : { found: [readShared(paths, vault)], unusable: [] };
    const own = found.length === 0 ? [] : ownVaults(context).map(({ file }) => file.person.id);
    const rows = await Promise.all(
      found.filter(isShared).flatMap((stored) =>
        membersOf(stored).map(async (member) => ({
          vault: stored.name,
          id: member.id,
          name: member.name,
          role: member.role,
          added: member.added,
          you: own.includes(member.id),
          fingerprint: json || fingerprint ? (await memberFingerprint(member)).join(" ") : "",
        }))
      ),
    );
    const problems = reportUnusable(unusable);
    const now = host.now();
    await printStyledAnswer(json, { members: rows, ...problems.json }, () => [
      ...(rows.length === 0
        ? ["No vault is shared yet. Share one: opaws member add VAULT KEY --name NAME"]
        : table(
          ["VAULT", "NAME", "ROLE", "ADDED", "ID", ...(fingerprint ? ["FINGERPRINT"] : [])],
          rows.map((row) => [
            row.vault,
            row.you ? `${row.name} (you)` : row.name,
            row.role,
            relativeTime(Date.parse(row.added), now),
            row.id.slice(0, 8),
            ...(fingerprint ? [row.fingerprint] : []),
          ]),
        )),
      ...problems.lines,
    ]);
    return problems.status;
  },
);
