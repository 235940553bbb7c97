import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { removeRemoteFiles } from "../../credentials/remote/open_remote.ts";
import { noRemote, usableRemote } from "../../credentials/remote/sync_named.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { withRemote } from "../../scope/remotes.ts";
import { readVault } from "../../vault/store/read.ts";

/** `opaws remote remove`. */
export const command: Command = declare(
  {
    description: "The vault on this machine stays, and so does what is in the remote.",
    examples: ["opaws remote remove team"],
  },
  parameters({ json: jsonFlag, vault: argument("VAULT", "The shared vault.", "vaultWithRemote") }),
  async ({ json, vault }, context) => {
    if (!Object.hasOwn(context.config().remotes, vault)) {
      readVault(context.paths, vault); // a name that no vault has is the cause then
      throw noRemote(vault);
    }
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
