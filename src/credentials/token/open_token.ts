import type { Paths } from "../../fs/paths.ts";
import { UserError } from "../../errors.ts";
import { guardMemory } from "../../memory_guard.ts";
import type { Host } from "../../host.ts";
import { importSecret } from "../../vault/crypto/derive.ts";
import { sealerOf } from "../../vault/crypto/seal.ts";
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

/** Which item a token is to open. */
interface TokenWanted {
  /** `--item`. */
  readonly item?: string | undefined;
  /** `--vault`. */
  readonly vault?: string | undefined;
}

/** A vault as the token of the environment opens it. */
interface TokenOpened {
  /** What it opens. */
  readonly opened: TokenVault;
  /** The file. */
  readonly file: VaultFile;
  /** The token, imported. */
  readonly secret: CryptoKey;
}

/**
 * Opens with the token of the environment, to read, without asking, the vault that the environment brings, else the one
 * in its normal place that is the token's. `name` is `--vault`.
 * Faults: 77 malformed, expired, revoked, of another vault; 66 no vault; and as `broughtVault`.
 */
export async function openTokenVault(
  host: Host,
  paths: Pick<Paths, "vaults" | "state">,
  name: string | undefined,
): Promise<TokenOpened> {
  const bytes = tokenFromEnvironment(host);
  const secret = await importSecret(bytes);
  bytes.fill(0);
  const { file, path } = broughtBy(host, name) ?? await ownVault(paths, secret, name);
  return { opened: await openWithToken(file, secret, host.now(), path), file, secret };
}

/**
 * As {@linkcode openTokenVault}, one item: the one that `--item` or `OPAWS_ITEM` names, else the only one the token was
 * made for. What is kept beside it is sealed under the token. Faults also: 77 not made for that item; 66 several items
 * and none named.
 */
export async function openTokenItem(
  host: Host,
  paths: Pick<Paths, "vaults" | "state">,
  wanted: TokenWanted,
): Promise<OpenItem & Pick<TokenOpened, "file">> {
  guardMemory();
  const { opened, file, secret } = await openTokenVault(host, paths, wanted.vault);
  const reference = wanted.item ?? (host.env("OPAWS_ITEM") || undefined);
  const item = grantedItem(opened, file.name, reference);
  return { item, sealer: sealerOf(secret, file.id), file };
}

/** The item of `vault` (called `name`) that `reference` means; without one, the only one. Faults 66, 77. */
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
  const nameable = items.map((item) => ({ id: item.id, title: item.title, vault: name, item }));
  const chosen = matchItem(nameable, reference);
  if (chosen !== null) return chosen.item;
  if (lost.includes(reference) || items.length === 0) throw lostItem(reference);
  throw new UserError({
    exit: "denied",
    code: "not-granted",
    cannot: `use item ${JSON.stringify(reference)}`,
    because: `the token opens only ${titles(items)}${
      lost.length === 0 ? "" : `, and ${lost.length} that were changed after it was made`
    }`,
    try: `opaws token create --item ITEM`,
  });
}

function broughtBy(host: Host, name: string | undefined): EnvironmentVault | null {
  const brought = vaultFromEnvironment(host);
  if (brought === null || name === undefined || name === brought.file.name) return brought;
  throw new UserError({
    exit: "notFound",
    code: "no-vault",
    cannot: `open vault ${JSON.stringify(name)} with the token`,
    because: `${brought.path} is the vault ${JSON.stringify(brought.file.name)}`,
  });
}

/** The vault in its normal place that has the token's slot, or `name`. */
async function ownVault(
  paths: Pick<Paths, "vaults" | "state">,
  secret: CryptoKey,
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
      because: "there is no vault here: OPAWS_VAULT_FILE or OPAWS_VAULT brings one",
    })
    : new UserError({
      exit: "denied",
      code: "token-unknown",
      cannot: "use the token",
      because: `it is the token of none of the vaults here: ${
        names.map((each) => JSON.stringify(each)).join(", ")
      }`,
    });
}

function severalItems(items: readonly Item[]): UserError {
  return new UserError({
    exit: "notFound",
    code: "several-items",
    cannot: "choose an item",
    because: `the token opens several (${titles(items)}): name one by --item or OPAWS_ITEM`,
    try: "opaws run --item ITEM -- COMMAND",
  });
}

function lostItem(reference: string): UserError {
  return new UserError({
    exit: "denied",
    code: "token-lost-item",
    cannot: `open item ${JSON.stringify(reference)} with the token`,
    because: "it was changed or deleted after the token was made",
    try: "opaws token create --item ITEM",
  });
}

function titles(items: readonly Item[]): string {
  return items.map((item) => JSON.stringify(item.title)).join(", ");
}
