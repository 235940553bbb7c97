import { UserError } from "../../errors.ts";
import { isSso } from "../../scope/binding.ts";
import type { RemoteConfig } from "../../scope/remotes.ts";
import { readSigned } from "../../vault/crypto/signed_header_text.ts";
import type { Remote } from "../../vault/remotes/remote.ts";
import { parseRemoteUrl, remoteUrl } from "../../vault/remotes/remote_url.ts";
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
  parseRemoteUrl(named.url); // what was mistyped comes first
  const { file } = readVault(paths, name);
  if (file.shared === undefined) {
    throw notShared(name, `set a remote for vault ${JSON.stringify(name)}`);
  }
  const config = await remoteConfigFor(context, named, file.id);
  const remote = await openRemote(context, config);
  const isEmpty = await checkVault(remote, name, file.id);
  return { config, isEmpty };
}

/**
 * Returns what to store in the settings about the remote that the user names. Without a profile and an item, the
 * credentials that apply now are named, so that the directory of a later sync does not matter. `vault` is the id of the
 * vault, whose own items cannot be the credentials for it.
 *
 * @throws UserError (64) if the options do not fit, (78) if the credentials cannot be used for a remote.
 */
export async function remoteConfigFor(
  context: CredentialsContext,
  { url, profile, item, endpoint, region }: NamedRemote,
  vault: string | null,
): Promise<RemoteConfig> {
  const address = parseRemoteUrl(url);
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
  const provided = await remoteCredentials(context, {
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
