import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Item } from "../vault/item.ts";
import { VARIABLES_RECORD } from "./environment_records.ts";
import type { Provision } from "./provision.ts";
import { variableOf, variableProblem } from "./variable_names.ts";

/**
 * Returns the variables that the fields `env:NAME` of `item` become, and those of an earlier item to unset.
 *
 * @throws UserError (78) if a name can change what runs or where it connects; (65) if a value contains NUL. The names were
 * checked when they were written, but another program may have written the vault.
 */
export function itemVariables(item: Item, host: Pick<Host, "env">): Provision {
  const set: Record<string, Provision["set"][string]> = {};
  for (const { name: field, value } of item.fields) {
    const name = variableOf(field);
    if (name === null) continue;
    const problem = variableProblem(field);
    if (problem !== undefined) throw refused(item, problem);
    if ((typeof value === "string" ? value : value.reveal()).includes("\0")) {
      throw withNul(item, name);
    }
    set[name] = value;
  }
  const before = (host.env(VARIABLES_RECORD) ?? "").split(",")
    .filter((name) => name !== "" && variableProblem(`env:${name}`) === undefined);
  const names = Object.keys(set);
  const outdated = before.filter((name) => !Object.hasOwn(set, name));
  return names.length === 0
    ? { set, unset: [...outdated, VARIABLES_RECORD] }
    : { set: { ...set, [VARIABLES_RECORD]: names.join(",") }, unset: outdated };
}

function refused(item: Item, because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "refused-variable",
    cannot: `use item ${JSON.stringify(item.title)}`,
    because,
    try: `opaws item edit ${item.id}`,
  });
}

function withNul(item: Item, name: string): UserError {
  return new UserError({
    exit: "damaged",
    code: "unwritable-value",
    cannot: `set ${name} for the tool`,
    because: "its value contains NUL, which no variable can hold",
    try: `opaws item edit ${item.id}`,
  });
}
