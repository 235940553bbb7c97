import type { UnsignedVaultFile } from "../../vault/file.ts";
import type { Item } from "../../vault/item.ts";
import { tell } from "../output/output.ts";
import { tokenName, tokensFor } from "../token/token_state.ts";
import type { Workplace } from "../workplace.ts";

/**
 * Tells which tokens lose `item`, as the vault has it `before` a change: it comes under a new key, which no token has,
 * and whoever uses one should not learn that from a failing build.
 */
export function tellLostTokens(work: Workplace, before: UnsignedVaultFile, item: Item): void {
  const lost = tokensFor(before, item.id, work.host.now());
  if (lost.length === 0) return;
  tell(
    `opaws: these tokens no longer open item "${item.title}" and have to be made anew: ${
      lost.map(tokenName).join(", ")
    }`,
  );
}
