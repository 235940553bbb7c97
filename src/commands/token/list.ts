import type { CommandContext } from "../../cli/context.ts";
import { type Command, declare, jsonFlag, parameters, vaultOption } from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer, type Style } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { tokenSlots, type TokenState, tokenState } from "../../vault/slots/token_state.ts";
import { eachVault } from "../../unlock/each_vault.ts";
import { openCached } from "../../unlock/open_cached.ts";
import { itemSummaries } from "../../vault/store/item_index.ts";
import { readVault, type StoredVault } from "../../vault/store/read.ts";
import { reportUnusable } from "../unusable_vaults.ts";

interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly vault: string;
  readonly state: TokenState;
  readonly created: string;
  readonly expires: string;
  /** The items that it was created for. Titles are null while the vault is locked. */
  readonly items: readonly { readonly id: string; readonly title: string | null }[];
}

const STYLES: Readonly<Record<TokenState, Style>> = {
  valid: "good",
  "partly lost": "note",
  lost: "problem",
  expired: "faint",
  revoked: "faint",
};

/** `opaws token list`. */
export const command: Command = declare(
  {
    description:
      "Shows the titles of the items if the vault is unlocked in this terminal, else how many there are.",
    examples: ["opaws token list"],
  },
  parameters({ json: jsonFlag, vault: vaultOption }),
  async (options, context) => {
    const { found, unusable } = await eachVault(
      context.vaultNames(options.vault),
      options.vault !== undefined,
      (name) => tokenRows(context, name),
    );
    const rows = found.flat();
    const problems = reportUnusable(unusable);
    const now = context.host.now();
    await printStyledAnswer(
      options.json,
      { tokens: rows, ...problems.json },
      () => [
        ...(rows.length === 0 && unusable.length === 0
          ? ["No tokens yet. Create one: opaws token create --item ITEM"]
          : table(
            ["ID", "LABEL", "VAULT", "STATE", "EXPIRES", "ITEMS"],
            rows.map((row) => [
              row.id.slice(0, 8),
              row.label,
              row.vault,
              { text: row.state, style: STYLES[row.state] },
              relativeTime(Date.parse(row.expires), now),
              itemsText(row),
            ]),
          )),
        ...problems.lines,
      ],
    );
    return problems.status;
  },
);

async function tokenRows(context: CommandContext, vault: string): Promise<TokenRow[]> {
  const stored = readVault(context.paths, vault);
  const titles = await titlesIfUnlocked(context, stored);
  return tokenSlots(stored.file).map((slot) => ({
    id: slot.id,
    label: slot.label,
    vault,
    state: tokenState(stored.file, slot, context.host.now()),
    created: slot.created,
    expires: slot.expires,
    items: Object.keys(slot.items ?? {}).map((id) => ({ id, title: titles?.get(id) ?? null })),
  }));
}

/** Returns the titles by item id if the vault is already unlocked in this terminal; else null. */
async function titlesIfUnlocked(
  context: CommandContext,
  stored: StoredVault,
): Promise<ReadonlyMap<string, string> | null> {
  if (tokenSlots(stored.file).length === 0) return null;
  const open = await openCached(context, stored, { report: true });
  if (open === null) return null;
  const summaries = await itemSummaries(context.host, context.paths, open);
  return new Map(summaries.map(({ id, title }) => [id, title]));
}

function itemsText({ items }: TokenRow): string {
  if (items.every(({ title }) => title !== null)) return items.map(({ title }) => title).join(", ");
  return items.length === 1 ? "1 item" : `${items.length} items`;
}
