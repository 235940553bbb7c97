import type { UnsignedVaultFile } from "../../vault/format/vault_file.ts";
import type { Item } from "../../vault/item.ts";
import { report } from "../../cli/output.ts";
import { tokenName, tokensFor } from "../../vault/slots/token_state.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * Tells which tokens lose `item`, as the vault has it `before` a change: it comes under a new key, which no token has,
 * and whoever uses one should not learn that from a failing build.
 */
export function reportLostTokens(
  context: CommandContext,
  before: UnsignedVaultFile,
  item: Item,
): void {
  const lost = tokensFor(before, item.id, context.host.now());
  if (lost.length === 0) return;
  report(
    `opaws: these tokens no longer open item "${item.title}" and have to be made anew: ${
      lost.map(tokenName).join(", ")
    }`,
  );
}
