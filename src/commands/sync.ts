import type { CommandContext } from "../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { relativeTime } from "../cli/relative_time.ts";
import { syncNamed } from "../credentials/remote/sync_named.ts";
import { UserError } from "../errors.ts";
import { restartWithoutTlsVariables } from "../exec/clean_restart.ts";
import { vaultsWithRemote } from "../scope/remotes.ts";
import type { UnusableVault } from "../unlock/each_vault.ts";
import { syncLines } from "../vault/sync/sync_lines.ts";
import type { SyncReport } from "../vault/sync/sync_report.ts";
import { credentialsContext } from "./credentials_context.ts";
import { reportUnusable } from "./unusable_vaults.ts";

/** `opaws sync`. */
export const command: Command = declare(
  {
    description:
      "Gets what other members have changed, merges it with what you have changed, and publishes the result. If both changed an item, both versions stay: the second one as a new item whose title says so. If one deleted an item that the other changed, it stays. A remote that went back, or that has another history, is refused. opaws vault history shows what is there.",
    examples: ["opaws sync", "opaws sync team", "opaws sync team --accept-rollback"],
  },
  parameters({
    json: jsonFlag,
    acceptRollback: flag(
      "--accept-rollback",
      "Accept a remote that went back or has another history, after a look at opaws vault history. What is here is merged with it.",
    ),
    vault: optionalArgument(
      "VAULT",
      "One vault; by default all that have a remote.",
      "vaultWithRemote",
    ),
  }),
  async (options, context) => {
    const { config, host } = context;
    const all = vaultsWithRemote(config());
    const names = options.vault === undefined ? all : [options.vault];
    if (names.length === 0) throw nothingToSync();
    await restartWithoutTlsVariables(host);
    const { reports, failed } = await syncAll(context, names, options.acceptRollback);
    if (options.vault !== undefined && failed[0] !== undefined) throw failed[0].error;
    const { json, status } = reportUnusable(failed);
    const age = (time: string) => relativeTime(Date.parse(time), host.now());
    printAnswer(
      options.json,
      { vaults: reports, ...json },
      () => reports.flatMap((report) => syncLines(report, age)),
    );
    return status;
  },
);

async function syncAll(
  context: CommandContext,
  names: readonly string[],
  acceptRollback: boolean,
): Promise<{ readonly reports: SyncReport[]; readonly failed: UnusableVault[] }> {
  const credentials = credentialsContext(context.host, context.paths, context.config());
  const reports: SyncReport[] = [];
  const failed: UnusableVault[] = [];
  for (const name of names) {
    try {
      reports.push(await syncNamed(context, credentials, name, { push: true, acceptRollback }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.push({ name, error });
    }
  }
  return { reports, failed };
}

function nothingToSync(): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-remote",
    cannot: "sync",
    because: "no vault has a remote",
    try: "opaws remote set --help",
  });
}
