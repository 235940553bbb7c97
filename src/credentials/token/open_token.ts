import { UserError } from "../../errors.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import { baseKey } from "../../vault/crypto/base_key.ts";
import type { BaseKey } from "../../vault/crypto/derive.ts";
import { sealerOf } from "../../vault/crypto/sealer.ts";
import type { VaultFile } from "../../vault/format/vault_file.ts";
import type { Item } from "../../vault/item.ts";
import { matchItem } from "../../vault/item_reference.ts";
import { openWithToken, slotOfToken, type TokenVault } from "../../vault/store/open_with_token.ts";
import { readVault, vaultNames } from "../../vault/store/read.ts";
import type { OpenItem } from "../ask.ts";
import {
  type EnvironmentVault,
  tokenFromEnvironment,
  vaultFromEnvironment,
} from "./token_variables.ts";
import { shellWord } from "../../quote.ts";

/** A vault that the token in the environment opened. */
interface OpenTokenVault {
  readonly vault: TokenVault;
  /** The parsed file. */
  readonly file: VaultFile;
  /** The imported token. */
  readonly secret: BaseKey;
}

/**
 * Opens a vault with the token in the environment, for reading and without a question: the vault in the environment, or
 * else the vault on this machine that the token is for. `name` is `--vault`.
 *
 * @throws UserError 66 if there is no such vault; 77 if the token is malformed, expired, revoked or for another vault; and
 *   as `vaultFromEnvironment` does.
 */
export async function openTokenVault(
  host: Host,
  paths: Pick<Paths, "vaults" | "state">,
  name: string | undefined,
): Promise<OpenTokenVault> {
  const bytes = tokenFromEnvironment(host);
  const secret = baseKey(bytes);
  const { file, path } = environmentVault(host, name) ?? await localVault(paths, secret, name);
  return { vault: await openWithToken(file, secret, host.now(), path), file, secret };
}

/**
 * Opens one item with the token in the environment: the one that `--item` or `OPAWS_ITEM` names, or else the only one
 * that the token is for. Its sealer uses the token as its secret.
 *
 * @throws UserError 66 if the token opens several items and none is named; 77 if it does not open the named one; and as
 *   {@linkcode openTokenVault} does.
 */
export async function openTokenItem(
  host: Host,
  paths: Pick<Paths, "vaults" | "state">,
  options: { readonly item?: string | undefined; readonly vault?: string | undefined },
): Promise<OpenItem & Pick<OpenTokenVault, "file">> {
  guardMemory();
  const { vault, file, secret } = await openTokenVault(host, paths, options.vault);
  const reference = options.item ?? (host.env("OPAWS_ITEM") || undefined);
  const item = grantedItem(vault, file.name, reference);
  return { item, sealer: sealerOf(secret, file.id), file };
}

/**
 * Returns the item that `reference` names in `vault`, whose name is `name`. Without a reference, returns the only item.
 *
 * @throws UserError 66 if there are several and none is named; 77 if the token does not open the item.
 */
export function grantedItem(
  vault: TokenVault,
  name: string,
  reference: string | undefined,
): Item {
  const { items, lost } = vault;
  if (reference === undefined) {
    if (items.length === 1 && lost.length === 0) return items[0]!;
    throw items.length === 0 ? lostItem(lost[0]!) : severalItems(items);
  }
  const candidates = items.map((item) => ({ id: item.id, title: item.title, vault: name, item }));
  const match = matchItem(candidates, reference);
  if (match !== null) return match.item;
  if (lost.includes(reference) || items.length === 0) throw lostItem(reference);
  const more = lost.length === 0 ? "" : `; ${lost.length} more changed after it was created`;
  throw new UserError({
    exit: "denied",
    code: "not-granted",
    cannot: `use item ${JSON.stringify(reference)}`,
    because: `the token opens only ${titles(items)}${more}`,
    try: `opaws token create --item ${shellWord(reference)}`,
  });
}

/** Returns the vault in the environment; null if there is none. Refuses it if its name is not `name`. */
function environmentVault(host: Host, name: string | undefined): EnvironmentVault | null {
  const vault = vaultFromEnvironment(host);
  if (vault === null || name === undefined || name === vault.file.name) return vault;
  throw new UserError({
    exit: "notFound",
    code: "no-vault",
    cannot: `open vault ${JSON.stringify(name)} with the token`,
    because: `${vault.path} is vault ${JSON.stringify(vault.file.name)}`,
  });
}

/** Returns the vault called `name`, or else the vault on this machine that has the token's slot. */
async function localVault(
  paths: Pick<Paths, "vaults" | "state">,
  secret: BaseKey,
  name: string | undefined,
): Promise<EnvironmentVault> {
  const names = name === undefined ? vaultNames(paths) : [name];
  for (const each of names) {
    const stored = readVault(paths, each);
    if (names.length === 1 || await slotOfToken(stored.file, secret) !== undefined) return stored;
  }
  throw names.length === 0
    ? new UserError({
      exit: "notFound",
      code: "no-vault",
      cannot: "use the token",
      because: "there is no vault, and neither OPAWS_VAULT_FILE nor OPAWS_VAULT is set",
    })
    : new UserError({
      exit: "denied",
      code: "token-unknown",
      cannot: "use the token",
      because: `it does not open any of the vaults ${
        names.map((each) => JSON.stringify(each)).join(", ")
      }`,
    });
}

function severalItems(items: readonly Item[]): UserError {
  return new UserError({
    exit: "notFound",
    code: "several-items",
    cannot: "choose an item",
    because: `the token opens ${titles(items)}, and neither --item nor OPAWS_ITEM is set`,
    try: `opaws run --item ${shellWord(items[0]!.title)} -- aws sts get-caller-identity`,
  });
}

function lostItem(reference: string): UserError {
  return new UserError({
    exit: "denied",
    code: "token-lost-item",
    cannot: `open item ${JSON.stringify(reference)} with the token`,
    because: "it was changed or deleted after the token was created",
    try: `opaws token create --item ${shellWord(reference)}`,
  });
}

function titles(items: readonly Item[]): string {
  return items.map((item) => JSON.stringify(item.title)).join(", ");
}
