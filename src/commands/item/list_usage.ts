import type { CommandContext } from "../../cli/context.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { accessKey } from "../../credentials/access_key.ts";
import { itemCallOptions } from "../../credentials/call_options.ts";
import { tokenVariable } from "../../credentials/facts.ts";
import { isTemporary } from "../../credentials/item_fields.ts";
import { itemUsage, keySince } from "../../credentials/item_usage.ts";
import { openTokenVault } from "../../credentials/token/open_token.ts";
import { UserError } from "../../errors.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import type { UnusableVault } from "../../unlock/each_vault.ts";
import { openItems } from "../../unlock/list_items.ts";
import type { UnlockPurpose } from "../../unlock/unlock_context.ts";
import { byTitle, type Item } from "../../vault/item.ts";
import { summaryOf } from "../../vault/item_summary.ts";
import { reportUnusable } from "../unusable_vaults.ts";
import { shortKeyId } from "./short_key_id.ts";

const DAY = 86_400_000; // milliseconds

interface UsageOptions {
  readonly json: boolean;
  readonly vault?: string | undefined;
  /** Whether IAM is asked too. */
  readonly iam: boolean;
}

/** What IAM says about the last use of a key. */
interface IamUse {
  /** RFC 3339; null if it was never used, or IAM does not say. */
  readonly lastUsed: string | null;
  readonly service: string | null;
  readonly region: string | null;
  /** Why IAM does not say; null if it does. */
  readonly problem: string | null;
}

interface UsageRow {
  readonly id: string;
  readonly title: string;
  readonly vault: string;
  readonly accessKeyId: string;
  readonly lastUsed: string | null;
  readonly uses: number;
  readonly keySince: string;
  readonly iam?: IamUse;
}

/** Prints when the key of each item was last used, and how old it is. Returns the exit status. */
export async function listUsage(
  context: CommandContext,
  options: UsageOptions,
  purpose: UnlockPurpose,
): Promise<number> {
  if (options.iam) await restartWithoutTlsVariables(context.host);
  const { items, unusable } = await readableItems(context, options.vault, purpose);
  const problems = reportUnusable(unusable);
  const rows: UsageRow[] = [];
  for (const { item, vault } of items) {
    const { lastUsed, uses } = itemUsage(context.paths, item);
    rows.push({
      id: item.id,
      title: item.title,
      vault,
      accessKeyId: shortKeyId(summaryOf(item, item.created)),
      lastUsed: lastUsed === null ? null : new Date(lastUsed).toISOString(),
      uses,
      keySince: new Date(keySince(item)).toISOString(),
      ...(options.iam ? { iam: await iamUse(context, item) } : {}),
    });
  }
  const now = context.host.now();
  const ago = (time: string | null) =>
    time === null ? "never" : relativeTime(Date.parse(time), now);
  await printStyledAnswer(options.json, { items: rows, ...problems.json }, () => [
    ...(rows.length === 0 && unusable.length === 0
      ? ["No items yet. Import your keys: opaws item import"]
      : table(
        ["TITLE", "VAULT", "KEY", "LAST USED HERE", "USES", "KEY AGE", "LAST USED (IAM)"],
        rows.map((row) => [
          row.title,
          row.vault,
          row.accessKeyId,
          row.lastUsed === null ? { text: "never", style: "faint" } : ago(row.lastUsed),
          String(row.uses),
          `${Math.floor((now - Date.parse(row.keySince)) / DAY)} days`,
          row.iam === undefined ? "" : iamText(row.iam, ago),
        ]),
      )),
    ...problems.lines,
  ]);
  return problems.status;
}

async function readableItems(
  context: CommandContext,
  vault: string | undefined,
  purpose: UnlockPurpose,
): Promise<{
  readonly items: readonly { readonly item: Item; readonly vault: string }[];
  readonly unusable: readonly UnusableVault[];
}> {
  if (tokenVariable(context.host) !== null) {
    const { vault: opened, file } = await openTokenVault(context.host, context.paths, vault);
    return { items: opened.items.map((item) => ({ item, vault: file.name })), unusable: [] };
  }
  const { items, unusable } = await openItems(context, vault, purpose);
  return { items: items.toSorted((a, b) => byTitle(a.item, b.item)), unusable };
}

async function iamUse(context: CommandContext, item: Item): Promise<IamUse> {
  const nothing = { lastUsed: null, service: null, region: null };
  if (isTemporary(item.fields)) return { ...nothing, problem: "IAM does not list temporary keys" };
  try {
    const { accessKeyLastUse } = await import("../../aws/iam/access_key_use.ts");
    const use = await accessKeyLastUse(
      accessKey(item),
      itemCallOptions(context, item, "iam"),
    );
    return { ...use, problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...nothing, problem: error.message };
  }
}

function iamText(
  { lastUsed, service, region, problem }: IamUse,
  ago: (time: string | null) => string,
): string {
  if (problem !== null) return problem;
  const where = [service, region].filter((each) => each !== null).join(", ");
  return lastUsed === null || where === "" ? ago(lastUsed) : `${ago(lastUsed)} (${where})`;
}
