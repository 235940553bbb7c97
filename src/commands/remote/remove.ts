import type { CommandContext } from "../../cli/context.ts";
import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { removeRemoteFiles } from "../../credentials/remote/open_remote.ts";
import { remoteConfigOf } from "../../credentials/remote/sync_named.ts";
import { UserError } from "../../errors.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { type RemoteConfig, withRemote } from "../../scope/remotes.ts";

/** `opaws remote remove`. */
export const command: Command = declare(
  {
    description: "The vault on this machine stays, and so does what is in the remote.",
    examples: ["opaws remote remove team"],
  },
  parameters({ json: jsonFlag, vault: argument("VAULT", "The shared vault.") }),
  async ({ json, vault }, context) => {
    const remote = usableRemote(context, vault);
    await changeConfig(context.host, context.paths, (before) => withRemote(before, vault, null));
    if (remote !== null) await removeRemoteFiles(context.paths, vault, remote);
    const url = remote?.url ?? null;
    printAnswer(json, { vault, url, removed: true }, () => [
      `Vault "${vault}" is not synced${
        url === null ? "" : ` with ${url}`
      } any more. Nothing was deleted there.`,
    ]);
  },
);

/** Returns the remote of a vault; null if its entry in the settings is malformed. Throws UserError (66) without one. */
function usableRemote(context: CommandContext, vault: string): RemoteConfig | null {
  try {
    return remoteConfigOf(context, vault);
  } catch (error) {
    if (error instanceof UserError && error.code === "bad-config") return null;
    throw error;
  }
}
