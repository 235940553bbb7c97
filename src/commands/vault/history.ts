import {
  type Command,
  declare,
  jsonFlag,
  option,
  optionalArgument,
  parameters,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { openRemote, remoteAddress } from "../../credentials/remote/open_remote.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { remoteOf } from "../../scope/remotes.ts";
import { onlySharedVault } from "../../unlock/own_vault.ts";
import { unlockVault } from "../../unlock/unlock_vault.ts";
import { compareHead, describeComparison, parseHead } from "../../vault/history/compare_heads.ts";
import { readVault } from "../../vault/store/read.ts";
import { historyNotes, whatText, whereText } from "../../vault/sync/history_lines.ts";
import { notShared } from "../../vault/sync/sync_errors.ts";
import { vaultHistory } from "../../vault/sync/vault_history.ts";
import { credentialsContext } from "../credentials_context.ts";

const LIMIT = 50; // generations

/** `opaws vault history`. */
export const command: Command = declare(
  {
    description:
      "Shows the newest 50 generations of a shared vault: who wrote each, when, and what it changed. Reads the remote and changes nothing. With --compare, tells whether a colleague sees the same history: a store that shows its users different ones cannot do so for long.",
    examples: ["opaws vault history team", "opaws vault history team --compare 57-..."],
  },
  parameters({
    json: jsonFlag,
    compare: option(
      "--compare",
      "GENERATION",
      "The newest generation of a colleague, as the last line of this command shows it there.",
      null,
    ),
    vault: optionalArgument("VAULT", "The shared vault; by default the only one.", "sharedVault"),
  }),
  async (options, context) => {
    const { host, paths } = context;
    const name = options.vault ?? onlySharedVault(context);
    const other = options.compare === undefined ? null : parseHead(options.compare, name);
    const stored = readVault(paths, name);
    if (stored.file.shared === undefined) {
      throw notShared(stored, `show the history of vault ${JSON.stringify(name)}`);
    }
    const config = remoteOf(context.config(), name);
    if (config !== null) await restartWithoutTlsVariables(host);
    const { key } = await unlockVault(context, name, { reason: "to show its history" });
    const credentials = credentialsContext(host, paths, context.config());
    const remote = config === null ? null : await openRemote(credentials, config);
    const address = config === null ? "" : remoteAddress(config);
    const history = await vaultHistory({ host, paths, name, key, remote, address }, LIMIT);
    const { entries, relation, problem } = history;
    const comparison = other === null
      ? null
      : compareHead(name, other, history, remote?.sequential ?? true);
    const now = host.now();
    await printStyledAnswer(
      options.json,
      { vault: name, relation, problem, comparison, generations: entries },
      () => [
        ...table(
          ["GENERATION", "WHEN", "BY", "WHAT", "WHERE"],
          entries.map((entry) => [
            String(entry.generation),
            relativeTime(Date.parse(entry.time), now),
            entry.by,
            whatText(entry),
            whereText(entry),
          ]),
        ),
        ...historyNotes(name, history),
        ...comparison === null ? [] : [describeComparison(comparison, name)],
      ],
    );
    return comparison === "fork" || problem !== null ? 65 : 0;
  },
);
