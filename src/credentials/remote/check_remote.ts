import { UserError, withTry } from "../../errors.ts";
import { PLATFORM } from "../../platform.ts";
import { shellWord } from "../../quote.ts";
import { isSso } from "../../scope/binding.ts";
import type { RemoteConfig } from "../../scope/remotes.ts";
import { readSigned } from "../../vault/crypto/signed_header_text.ts";
import type { Remote } from "../../vault/remotes/remote.ts";
import {
  longGitUrl,
  parseRemoteUrl,
  type RemoteAddress,
  remoteUrl,
} from "../../vault/remotes/remote_url.ts";
import { readVault, type VaultPaths } from "../../vault/store/read.ts";
import { incompleteRemote, notShared, otherVault } from "../../vault/sync/sync_errors.ts";
import type { CredentialsContext, ProvidedCredentials } from "../context.ts";
import { openRemote } from "./open_remote.ts";
import { remoteCredentials } from "./remote_credentials.ts";

/** A remote as the user names it. */
interface NamedRemote {
  /** Its address. */
  readonly url: string;
  /** S3: the profile. */
  readonly profile?: string | undefined;
  /** S3: the item. */
  readonly item?: string | undefined;
  /** S3: the server. */
  readonly endpoint?: string | undefined;
  /** S3: the region. */
  readonly region?: string | undefined;
}

/**
 * Checks that the remote that the user names can be reached, and is empty or has the vault called `name`. Returns what to
 * store in the settings. Changes nothing.
 *
 * @throws UserError (64) if the options do not fit, (78) if the vault is not shared, or the remote has another one; and as
 *   `openRemote` and the remote do.
 */
export async function checkRemote(
  { paths }: { readonly paths: VaultPaths },
  context: CredentialsContext,
  name: string,
  named: NamedRemote,
): Promise<{ readonly config: RemoteConfig; readonly isEmpty: boolean }> {
  const command = `opaws remote set ${shellWord(name)}`;
  parseNamed(named.url, command); // what was mistyped comes first
  const stored = readVault(paths, name);
  const { file } = stored;
  if (file.shared === undefined) {
    throw notShared(stored, `set a remote for vault ${JSON.stringify(name)}`);
  }
  const config = await remoteConfigFor(context, named, file.id, command);
  const remote = await openRemote(context, config);
  try {
    return { config, isEmpty: await checkVault(remote, name, file.id) };
  } catch (error) {
    // Later, a folder that is missing is on a disk that is not connected, and an empty one would hide that.
    if (!(error instanceof UserError) || error.code !== "no-folder") throw error;
    throw withTry(error, `mkdir ${PLATFORM === "windows" ? "" : "-p "}${shellWord(config.url)}`);
  }
}

/**
 * Returns what to store in the settings about the remote that the user names. Without a profile and an item, the
 * credentials that apply now are named, so that the directory of a later sync does not matter. `vault` is the id of the
 * vault, whose own items cannot be the credentials for it. `command` is what the user typed before the address, for messages.
 * Binds nothing: a key of the store would else sign what other programs do.
 *
 * @throws UserError (64) if the options do not fit, (78) if the credentials cannot be used for a remote.
 */
export async function remoteConfigFor(
  context: CredentialsContext,
  { url, profile, item, endpoint, region }: NamedRemote,
  vault: string | null,
  command: string,
): Promise<RemoteConfig> {
  const address = parseNamed(url, command);
  const canonical = remoteUrl(address);
  const options = {
    "--profile": profile,
    "--item": item,
    "--endpoint": endpoint,
    "--region": region,
  };
  if (address.kind !== "s3") {
    const used = Object.entries(options).find(([, value]) => value !== undefined);
    if (used !== undefined) throw usage(`${used[0]} is only for a remote on S3`);
    return { url: canonical };
  }
  if (profile !== undefined && item !== undefined) {
    throw usage("--profile and --item exclude each other");
  }
  const unnamed = () => Promise.reject(noCredentials(`${command} ${shellWord(canonical)}`));
  const ask = { ...context.ask, binding: unnamed };
  const provided = await remoteCredentials({ ...context, ask }, {
    ...profile && { profile },
    ...item && { item },
  });
  if (vault !== null && provided.vault === vault) throw ownItem();
  return {
    url: canonical,
    ...profile === undefined && item === undefined ? chosenNow(provided) : {},
    ...profile !== undefined && { profile },
    ...item !== undefined && { item },
    ...endpoint !== undefined && { endpoint },
    ...region !== undefined && { region },
  };
}

/** Parses the address `url` that follows `command`. Throws UserError (64) that says how to give it right. */
function parseNamed(url: string, command: string): RemoteAddress {
  try {
    return parseRemoteUrl(url);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const long = longGitUrl(url);
    const help = `${command.split(" ").slice(0, 3).join(" ")} --help`;
    throw withTry(error, long === null ? help : `${command} ${shellWord(long)}`);
  }
}

/** Returns the error (66) that the user names no credentials, and none apply here. */
function noCredentials(command: string): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-binding",
    cannot: "sign requests to the remote",
    because:
      "nothing is bound for aws here; name the item, or with --profile the profile, whose credentials sign them",
    try: `${command} --item ITEM`,
  });
}

/** Returns the profile or the item of the credentials that apply now. */
function chosenNow({ plan }: ProvidedCredentials): Pick<RemoteConfig, "profile" | "item"> {
  if (plan.profile !== null) return { profile: plan.profile.name };
  const source = plan.kind === "item" ? plan.source : null;
  if (source?.by === "scope" && !isSso(source.binding)) return { item: source.binding.item };
  throw usage("the credentials that apply here have no name; name a profile or an item");
}

/** Returns whether `remote` is empty. Throws UserError (78) if it has another vault than `id`. */
async function checkVault(remote: Remote, name: string, id: string): Promise<boolean> {
  const [head] = (await remote.heads(null))?.heads ?? [];
  if (head === undefined) return true;
  const content = await remote.header(head.hash);
  if (content === null) throw incompleteRemote(name);
  if (readSigned(content).header.vault !== id) throw otherVault(name);
  return false;
}

function ownItem(): UserError {
  return new UserError({
    exit: "refused",
    code: "own-item",
    cannot: "use these credentials for the remote",
    because: "their item is in the shared vault itself, so a member who joins could not get them",
    try: "opaws item list",
  });
}

function usage(because: string): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "set the remote",
    because,
    try: "opaws remote set --help",
  });
}
