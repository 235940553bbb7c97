import { writeAtomic } from "../fs/atomic_write.ts";
import { withLock } from "../fs/lock.ts";
import { joinPath } from "../fs/path.ts";
import type { Paths } from "../fs/paths.ts";
import { decodeUtf8, parseStrictJson } from "../fs/strict_json.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { removeCommand } from "../fix_commands.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { isUuid } from "../vault/format/uuid.ts";
import { sharedVaultName } from "../vault/store/shared_vaults.ts";
import type { ApprovingVault } from "./item_variables.ts";
import { variableProblem } from "./variable_names.ts";

/** The approved names of variables, by the id of their shared vault. */
type Approved = Readonly<Record<string, readonly string[]>>;

const MAX_BYTES = 1024 * 1024;

/** Returns the vault with the id `id` and its approved variables; null if it is not shared. Throws as {@linkcode approvedVariables}. */
export function approvingVault(
  paths: Pick<Paths, "state" | "vaults">,
  id: string,
): ApprovingVault | null {
  const name = sharedVaultName(paths, id);
  return name === null ? null : { name, approved: approvedVariables(paths, id) };
}

/**
 * Returns the variables that items of the shared vault with the id `vault` may set on this machine, in alphabetical order.
 *
 * The approvals are in the state folder, not in `config.json`: people carry that file from machine to machine with their
 * dotfiles, and an approval counts only on the machine where somebody gave it.
 *
 * @throws UserError (78) if the file is not trusted or not as opaws writes it.
 */
export function approvedVariables(
  paths: Pick<Paths, "state">,
  vault: string,
): readonly string[] {
  const all = readApproved(paths);
  return Object.hasOwn(all, vault) ? all[vault]! : [];
}

/**
 * Approves the variables `add` and withdraws the approval of `remove` for the shared vault with the id `vault`. Returns
 * those that are approved then.
 *
 * @throws UserError (64) if an item cannot set one of `add`; (78) as {@linkcode approvedVariables}; (73) or (74) if the
 *   file cannot be written.
 */
export async function changeApproved(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "state">,
  vault: string,
  { add = [], remove = [] }: {
    readonly add?: readonly string[];
    readonly remove?: readonly string[];
  },
): Promise<readonly string[]> {
  for (const name of add) checkName(name);
  const path = fileOf(paths);
  return await withLock(path, () => {
    const { [vault]: before = [], ...others } = readApproved(paths);
    const after = [...new Set([...before, ...add])].filter((name) => !remove.includes(name)).sort();
    const all = after.length === 0 ? others : { ...others, [vault]: after };
    const text = JSON.stringify({ version: 1, approved: all }, null, 2) + "\n";
    writeAtomic(host, path, new TextEncoder().encode(text));
    return after;
  });
}

function checkName(name: string): void {
  const because = variableProblem(`env:${name}`);
  if (because === undefined) return;
  throw new UserError({
    exit: "usage",
    code: "refused-variable",
    cannot: `approve variable ${JSON.stringify(name)}`,
    because,
  });
}

function readApproved(paths: Pick<Paths, "state">): Approved {
  const path = fileOf(paths);
  const bytes = readTrusted(path, MAX_BYTES);
  if (bytes === null) return {};
  try {
    return parseApproved(parseStrictJson(decodeUtf8(bytes)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "refused",
      code: "bad-approvals",
      cannot: `use ${path}`,
      because: error.message,
      details: { path },
      try: removeCommand(path),
      cause: error,
    });
  }
}

function parseApproved(value: unknown): Approved {
  const { version, approved } = objectOf(value, "the file");
  if (version !== 1) throw new SyntaxError("version is not 1");
  const entries = Object.entries(objectOf(approved, "approved"));
  for (const [vault, names] of entries) {
    const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
    if (!isUuid(vault) || !isList) {
      throw new SyntaxError(`approved.${vault} is not a list of names`);
    }
  }
  return Object.fromEntries(entries) as Approved;
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new SyntaxError(`${where} is not an object`);
}

function fileOf({ state }: Pick<Paths, "state">): string {
  return joinPath(state, "variables.json");
}
