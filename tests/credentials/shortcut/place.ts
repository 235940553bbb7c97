import type { CredentialsContext } from "../../../src/credentials/context.ts";
import { nothingBound } from "../../../src/credentials/plan_errors.ts";
import type { Host } from "../../../src/host.ts";
import { readConfig } from "../../../src/scope/config_file.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { type Base, type World, writeTerminal } from "../random_world.ts";

/** A world, and when a run is in it. */
export interface Place {
  readonly base: Base;
  /** The address of STS. */
  readonly sts: string;
  readonly world: World;
  /** How much later the clock is than it really is; milliseconds. */
  readonly time: number;
  /** The same of the time since the machine started. */
  readonly uptime: number;
}

/** Writes the files of the world, and returns the context of a run in the terminal session `terminal`. */
export function contextIn(
  { base, sts, world, time, uptime }: Place,
  terminal: string,
): CredentialsContext {
  const { home } = base;
  const { files } = world;
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, files.config);
  Deno.writeTextFileSync(`${home.folder}/.aws/credentials`, files.credentials);
  Deno.writeTextFileSync(home.paths.configFile, files.opaws, { mode: 0o600 });
  writeTerminal(home.paths, terminal, world.terminal);
  const variables: Readonly<Record<string, string>> = {
    HOME: home.folder,
    AWS_ENDPOINT_URL: sts,
    ...world.environment,
  };
  const host: Host = {
    ...home.host,
    env: (name) => variables[name],
    now: () => home.host.now() + time,
    uptime: () => home.host.uptime() + uptime,
  };
  return {
    host,
    paths: home.paths,
    config: readConfig(home.paths),
    terminal: { id: terminal, leader: null, key: null },
    ask: {
      vaultKey: () => Promise.resolve(new VaultKey(base.vault.key.bytes.slice())),
      item: (reference) => {
        const item = base.items.find(({ title }) => title === reference)!;
        return Promise.resolve({ item, sealer: base.vault.sealer });
      },
      oneTimeCode: () => Promise.reject(new Error("no item has an MFA device")),
      binding: (tool) => Promise.reject(nothingBound(tool)),
      signIn: (_, needed) => Promise.reject(needed),
      defaultVault: () => Promise.resolve("personal"),
    },
    report: () => {},
  };
}
