import { UserError } from "../errors.ts";
import { optionWords, shellWord } from "../quote.ts";
import { type Config, parseDocument, parseObject } from "./config.ts";
import { withMember } from "./config_text.ts";

/** Where a shared vault is synced, as `config.json` has it. It contains no secret. */
export interface RemoteConfig {
  /** Its address: `s3://bucket/prefix`, `git+ssh://...`, `git+file:...`, or the absolute path of a folder. */
  readonly url: string;
  /** S3: the profile whose credentials sign the requests. */
  readonly profile?: string;
  /** S3: the item whose credentials sign the requests, by id or title. */
  readonly item?: string;
  /** S3: the server, if it is not AWS. */
  readonly endpoint?: string;
  /** S3: the region of the bucket. */
  readonly region?: string;
}

const OPTIONAL = ["profile", "item", "endpoint", "region"] as const;

/**
 * Returns the remote of the vault called `vault`; null if it has none.
 *
 * @throws UserError (78, refused) if its member of `config.json` is malformed.
 */
export function remoteOf(config: Config, vault: string): RemoteConfig | null {
  return Object.hasOwn(config.remotes, vault) ? parse(vault, config.remotes[vault]) : null;
}

/** Returns the command that replaces the copy of the vault called `vault` on this machine with that of `remote`. */
export function rejoinCommand(vault: string, remote: RemoteConfig): string {
  return `opaws vault delete ${shellWord(vault)} && ${joinCommand(remote)}`;
}

/** Returns the command that joins the vault of `remote`, under `name` if it is given. */
export function joinCommand(remote: RemoteConfig, name?: string): string {
  const { url, profile, item, endpoint, region } = remote;
  const options = {
    "--profile": profile,
    "--item": item,
    "--endpoint": endpoint,
    "--region": region,
    "--name": name,
  };
  return `opaws vault join ${shellWord(url)}${optionWords(options)}`;
}

/** Returns the names of the vaults that have a remote, in their order in the file. */
export function vaultsWithRemote(config: Config): string[] {
  return Object.keys(config.remotes);
}

/** Returns `config` with `remote` for the vault called `vault`; without one if it is null. Unknown members of it stay. */
export function withRemote(config: Config, vault: string, remote: RemoteConfig | null): Config {
  const before = Object.hasOwn(config.remotes, vault)
    ? parseObject(config.remotes[vault], vault)
    : {};
  const known: readonly string[] = ["url", ...OPTIONAL];
  const rest = Object.entries(before).filter(([key]) => !known.includes(key));
  const value = remote === null ? undefined : { ...Object.fromEntries(rest), ...remote };
  return parseDocument(withMember(config.document, ["remotes", vault], value));
}

function parse(vault: string, value: unknown): RemoteConfig {
  try {
    const object = parseObject(value, "it");
    if (typeof object.url !== "string" || object.url === "") {
      throw new SyntaxError("url is not a text");
    }
    for (const key of OPTIONAL) {
      if (object[key] === undefined) continue;
      if (typeof object[key] !== "string" || object[key] === "") {
        throw new SyntaxError(`${key} is not a text`);
      }
    }
    return object as unknown as RemoteConfig;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "refused",
      code: "bad-config",
      cannot: `use the remote of vault ${JSON.stringify(vault)} in config.json`,
      because: error.message,
      try: `opaws remote remove ${shellWord(vault)}`,
    });
  }
}
