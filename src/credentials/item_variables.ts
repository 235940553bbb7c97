import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { Item } from "../vault/item.ts";
import { shellWord } from "../quote.ts";
import { VARIABLES_RECORD } from "./environment_records.ts";
import type { Provision } from "./provision.ts";
import { variableOf, variableProblem } from "./variable_names.ts";

/** A shared vault, and the variables that its items may set on this machine. */
export interface ApprovingVault {
  /** Its name. */
  readonly name: string;
  /** The approved names. */
  readonly approved: readonly string[];
}

/**
 * Returns the variables that the fields `env:NAME` of `item` become, and those of an earlier item to unset. `shared` is the
 * item's vault if it is shared: a colleague can add a field there, and so each name needs approval on this machine.
 *
 * @throws UserError (78) if a name can change what runs or where it connects, or is not approved; (65) if a value contains
 * NUL. The names were checked when they were written, but another program may have written the vault.
 */
export function itemVariables(
  item: Item,
  host: Pick<Host, "env">,
  shared: ApprovingVault | null = null,
): Provision {
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
  if (shared !== null) checkApproved(item, Object.keys(set), shared);
  const before = (host.env(VARIABLES_RECORD) ?? "").split(",")
    .filter((name) => name !== "" && variableProblem(`env:${name}`) === undefined);
  const names = Object.keys(set);
  const outdated = before.filter((name) => !Object.hasOwn(set, name));
  return names.length === 0
    ? { set, unset: [...outdated, VARIABLES_RECORD] }
    : { set: { ...set, [VARIABLES_RECORD]: names.join(",") }, unset: outdated };
}

/** Throws UserError (78) if `shared` may not set all of `names` on this machine. */
function checkApproved(item: Item, names: readonly string[], shared: ApprovingVault): void {
  const missing = unapproved(names, shared);
  if (missing.length === 0) return;
  throw new UserError({
    exit: "refused",
    code: "unapproved-variable",
    cannot: `use item ${JSON.stringify(item.title)}`,
    because: `it sets ${missing.join(", ")}, which nobody has approved for shared vault ${
      JSON.stringify(shared.name)
    } on this machine`,
    try: approveCommand(shared.name, missing),
  });
}

/** Returns those of `names` that are not approved for `shared`, in their order. */
export function unapproved(names: readonly string[], { approved }: ApprovingVault): string[] {
  return names.filter((name) => !approved.includes(name));
}

/** Returns the command that approves `names` for the vault called `vault`. */
export function approveCommand(vault: string, names: readonly string[]): string {
  return ["opaws vault approve", shellWord(vault), ...names].join(" ");
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
