import { argument, type Command, declare, jsonFlag, parameters } from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { checkRemote } from "../../credentials/remote/check_remote.ts";
import { removeRemoteFiles } from "../../credentials/remote/open_remote.ts";
import { usableRemote } from "../../credentials/remote/sync_named.ts";
import { restartWithoutTlsVariables } from "../../exec/clean_restart.ts";
import { shellWord } from "../../quote.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { withRemote } from "../../scope/remotes.ts";
import { credentialsContext } from "../credentials_context.ts";
import { remoteOptions } from "./remote_options.ts";

/** `opaws remote set`. */
export const command: Command = declare(
  {
    description:
      "Reads the remote once, and stores its address in your settings. It is a bucket, s3://bucket/prefix, a git repository, git+ssh://host/path or git+file:/path, with #branch unless that is opaws (git init --bare makes one on this machine), or the path of a folder that all members see. It must be empty or have this vault. opaws sync publishes the vault there.",
    examples: [
      "opaws remote set team s3://acme-vaults/team --profile prod",
      "opaws remote set team s3://acme-vaults/team --item 'AWS sync'",
      "opaws remote set team git+ssh://git@git.example.com/acme/vault.git",
      "opaws remote set team /mnt/acme/vault",
    ],
  },
  parameters({
    json: jsonFlag,
    ...remoteOptions,
    vault: argument("VAULT", "The shared vault.", "sharedVault"),
    url: argument("URL", "The address of its remote.", "directory"),
  }),
  async (options, context) => {
    const { host, paths } = context;
    await restartWithoutTlsVariables(host);
    const credentials = credentialsContext(host, paths, context.config());
    const { vault } = options;
    const { config, isEmpty } = await checkRemote(context, credentials, vault, options);
    const replaced = usableRemote(context, vault);
    await changeConfig(host, paths, (before) => withRemote(before, vault, config));
    if (replaced !== null && replaced.url !== config.url) {
      await removeRemoteFiles(paths, vault, replaced);
    }
    printAnswer(options.json, { vault, ...config, empty: isEmpty }, () => [
      `Vault "${vault}" is synced with ${config.url} from now on.`,
      isEmpty
        ? `Nothing is there yet. Publish it: opaws sync ${shellWord(vault)}`
        : `The vault is there. Get its changes: opaws sync ${shellWord(vault)}`,
    ]);
  },
);
