import type { UserError } from "../errors.ts";
import type { Sealer } from "../vault/crypto/sealer.ts";
import type { VaultFile } from "../vault/format/vault_file.ts";
import type { VaultKey } from "../vault/crypto/vault_key.ts";
import type { Item } from "../vault/item.ts";

/** An opened item. */
export interface OpenItem {
  readonly item: Item;
  /** Seals what is stored next to its vault, such as sessions. It owns the vault key, the only copy; its `wipe` wipes it. */
  readonly sealer: Sealer;
  /** The vault file that the item was read from; missing if it does not matter. */
  readonly file?: Pick<VaultFile, "generation" | "mac">;
}

/** The questions that may come up while getting credentials. The caller asks a person, or throws if nobody can answer. */
export interface Ask {
  /** Returns the key of the locked vault `name`. `reason` says what needs it. Throws UserError 77 or 79 if it gets no answer. */
  vaultKey(name: string, reason: string): Promise<VaultKey>;
  /** Returns the item that `reference` names, in `vault` if that is given. Unlocks vaults as needed. */
  item(reference: string, vault: string | undefined, reason: string): Promise<OpenItem>;
  /** Returns the one-time code of the MFA device `device`, for the item with the id `item` if there is one. */
  oneTimeCode(device: string, reason: string, item: string | null): Promise<string>;
  /** Lets the user bind something for `tool`; returns the item if it is one. Throws UserError 66 or 79 if nobody can choose. */
  binding(tool: string): Promise<OpenItem | null>;
  /** Asks whether to sign in to the SSO session `label`. Throws Cancelled (77) on no, and `needed` if nobody can be asked. */
  signIn(label: string, needed: UserError): Promise<void>;
  /** Returns the name of the default vault. Throws UserError 66 if there is no vault. */
  defaultVault(): Promise<string>;
}
