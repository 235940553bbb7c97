import {
  type Command,
  declare,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../../cli/declare.ts";
import { relativeTime } from "../../cli/relative_time.ts";
import { printStyledAnswer } from "../../cli/styled_line.ts";
import { table } from "../../cli/table_output.ts";
import { type RemoteStatus, remoteStatus } from "../../credentials/remote/remote_status.ts";
import { vaultsWithRemote } from "../../scope/remotes.ts";

/** `opaws remote show`. */
export const command: Command = declare(
  {
    description:
      "Asks no remote. When a vault was last synced is known only while it is unlocked in this terminal.",
    examples: ["opaws remote show", "opaws remote show team --json"],
  },
  parameters({
    json: jsonFlag,
    vault: optionalArgument(
      "VAULT",
      "One vault; by default all that have a remote.",
      "vaultWithRemote",
    ),
  }),
  async (options, context) => {
    const names = options.vault === undefined
      ? vaultsWithRemote(context.config())
      : [options.vault];
    const remotes: RemoteStatus[] = [];
    for (const name of names) remotes.push(await remoteStatus(context, name));
    const now = context.host.now();
    await printStyledAnswer(
      options.json,
      { remotes },
      () =>
        remotes.length === 0
          ? ["No vault has a remote yet. Set one: opaws remote set VAULT URL"]
          : table(
            ["VAULT", "REMOTE", "CREDENTIALS", "SYNCED"],
            remotes.map(({ vault, url, profile, item, synced }) => [
              vault,
              url,
              profile !== undefined
                ? `profile ${profile}`
                : item !== undefined
                ? `item ${item}`
                : "-",
              synced === undefined
                ? "locked"
                : synced === null
                ? "never"
                : relativeTime(Date.parse(synced), now),
            ]),
          ),
    );
  },
);
