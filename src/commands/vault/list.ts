import { type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { roleIn } from "../../unlock/own_vault.ts";
import type { MemberRole } from "../../vault/format/generation_header.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { listBackups } from "../../vault/store/backups.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import { reportUnusable } from "../unusable_vaults.ts";

/** `opaws vault list`. */
export const command: Command = declare(
  {
    examples: ["opaws vault list"],
  },
  parameters({ json: jsonFlag }),
  async (options, context) => {
    const names = vaultNames(context.paths);
    const defaultName = names.length > 0 ? context.vaultName() : null;
    const { found: vaults, unusable } = await eachVault(names, false, (name) => {
      const { file, path } = readVault(context.paths, name);
      return {
        name,
        id: file.id,
        default: name === defaultName,
        items: Object.keys(file.items).length,
        generation: file.generation,
        slots: file.slots.map((slot) => slot.kind),
        members: Object.keys(file.shared?.members ?? {}).length,
        role: roleIn(context, file),
        backups: listBackups(context.paths, name).map((backup) => backup.generation),
        path,
      };
    });
    const problems = reportUnusable(unusable);
    const broken = unusable.map(({ name, error }) => ({ name, problem: error.message }));
    await printStyledAnswer(
      options.json,
      { vaults: [...vaults, ...broken] },
      () => [
        ...(names.length === 0 ? ["No vaults yet. Create one: opaws vault create personal"] : table(
          ["  NAME", "ITEMS", "GENERATION", "SHARED", "FILE"],
          vaults.map((each) => [
            `${each.default ? "*" : " "} ${each.name}`,
            String(each.items),
            String(each.generation),
            sharedText(each.members, each.role),
            each.path,
          ]),
        )),
        ...broken.map(({ name, problem }) =>
          `${name === defaultName ? "*" : " "} ${name}  ${problem}`
        ),
      ],
    );
    return problems.status;
  },
);

/** Returns what a column says about a vault of `members` members in which this person has `role`; nothing without members. */
function sharedText(members: number, role: MemberRole | null): string {
  if (members === 0) return "";
  const count = members === 1 ? "1 member" : `${members} members`;
  const you = role === null ? "not you" : role === "writer" ? "you write" : "you read";
  return `${count}, ${you}`;
}
