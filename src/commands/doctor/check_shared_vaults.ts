import { approveCommand } from "../../credentials/item_variables.ts";
import type { Facts } from "./facts.ts";
import { type CheckResult, problem } from "./finding.ts";

/** Checks that this person can open each shared vault, and that its items set only approved variables. */
export function sharedVaults({ vaults }: Facts): CheckResult[] {
  return vaults.flatMap(({ name, isMember, items }) => [
    ...(isMember === false
      ? [
        problem(`vault "${name}" is shared, and you are not one of its members`, "opaws member id"),
      ]
      : []),
    ...items.flatMap(({ title, unapproved = [] }) =>
      unapproved.length === 0 ? [] : [
        {
          state: "note" as const,
          message: `item "${title}" of shared vault "${name}" sets ${
            unapproved.join(", ")
          }, which nobody has approved here`,
          try: approveCommand(name, unapproved),
        },
      ]
    ),
  ]);
}
