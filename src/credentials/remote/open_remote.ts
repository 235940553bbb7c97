import { readCaBundle } from "../../aws/ca_bundle.ts";
import { loadProfiles } from "../../aws/config/profiles.ts";
import { serviceEndpoint } from "../../aws/endpoint.ts";
import { allowedHosts } from "../../scope/settings.ts";
import { joinPath } from "../../fs/path.ts";
import type { Paths } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";
import type { RemoteConfig } from "../../scope/remotes.ts";
import { parseRemoteUrl, type RemoteAddress, remoteUrl } from "../../vault/remotes/remote_url.ts";
import type { Remote } from "../../vault/remotes/remote.ts";
import type { CredentialsContext } from "../context.ts";
import { markOf } from "./background_sync.ts";
import { remoteCredentials } from "./remote_credentials.ts";

/** How a remote is used. */
interface RemoteUse {
  /** Whether nobody is there to answer the questions of ssh. */
  readonly background?: boolean;
  /** Ends what the remote does. */
  readonly signal?: AbortSignal | undefined;
}

type Address<Kind extends RemoteAddress["kind"]> = Extract<RemoteAddress, { readonly kind: Kind }>;

/** The longest time that git may take in all; milliseconds. */
const GIT_LIMIT = 10 * 60_000;

/**
 * Opens the remote of a shared vault. One on S3 needs credentials, which are obtained here. Nothing is sent to it yet.
 *
 * @throws UserError (64) if its address is not one, (127) without the program that it needs, and as `remoteCredentials` and
 *   the endpoint's rules do.
 */
export async function openRemote(
  context: CredentialsContext,
  config: RemoteConfig,
  use: RemoteUse = {},
): Promise<Remote> {
  const address = parseRemoteUrl(config.url);
  switch (address.kind) {
    case "s3":
      return await openS3(context, config, address, use);
    case "git":
      return await openGit(context, address, use);
    case "folder":
      return await openFolder(context, address, use);
  }
}

/** Returns what identifies a remote: what was seen in another one says nothing about it. */
export function remoteAddress({ url, endpoint }: Pick<RemoteConfig, "url" | "endpoint">): string {
  return endpoint === undefined ? url : `${url} ${endpoint}`;
}

async function openS3(
  context: CredentialsContext,
  config: RemoteConfig,
  { bucket, prefix }: Address<"s3">,
  { signal }: RemoteUse,
): Promise<Remote> {
  const { credentials, region } = await remoteCredentials(context, config);
  const { Bucket } = await import("../../aws/s3/bucket.ts");
  const { S3Remote } = await import("../../vault/remotes/s3_remote.ts");
  const { host, paths, report } = context;
  const profiles = loadProfiles(host, paths.home);
  const profile = config.profile === undefined ? undefined : profiles.all.get(config.profile);
  const endpoint = serviceEndpoint("s3", {
    env: (name) => name === "AWS_CA_BUNDLE" ? host.env(name) : undefined,
    profile: profile?.values ?? new Map(),
    ...(profile && { origins: profile.origins }),
    services: profiles.services,
    region: config.region ?? region?.name ?? "us-east-1",
    allowedHosts: allowedHosts(context.config),
    option: config.endpoint,
  });
  const caBundle = readCaBundle(endpoint.caBundle);
  const store = new Bucket(bucket, credentials, {
    host,
    endpoint,
    caBundle,
    report,
    ...signal && { signal },
  });
  return new S3Remote(store, {
    url: config.url,
    prefix,
    sleep,
    random: () => host.random(4).reduce((sum, byte) => (sum + byte) / 256, 0),
  });
}

/** The repository of this machine is named after the address: a person who joins a vault does not know its id yet. */
async function openGit(
  { paths }: CredentialsContext,
  address: Address<"git">,
  { background = false, signal }: RemoteUse,
): Promise<Remote> {
  const { gitFor, receivePackWithoutHooks } = await import("../../exec/git.ts");
  const { GitRemote } = await import("../../vault/remotes/git_remote.ts");
  const { transport, url, branch } = address;
  const folder = await gitFolder(paths, address);
  const limit = AbortSignal.timeout(GIT_LIMIT);
  const git = gitFor({
    repository: folder,
    transport,
    background,
    signal: AbortSignal.any([limit, signal ?? limit]),
  });
  const receivePack = receivePackWithoutHooks();
  const isLocal = transport === "file";
  return new GitRemote({ url, isLocal, branch, folder, git, receivePack, sleep });
}

async function gitFolder(paths: Pick<Paths, "state">, address: Address<"git">): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(remoteUrl(address)));
  const name = new Uint8Array(hash).toHex().slice(0, 32);
  return joinPath(paths.state, "remotes", `${name}.git`);
}

/**
 * Removes what this machine has of the remote of the vault called `name`, besides the state of the vault.
 *
 * @throws UserError (74) if that fails.
 */
export async function removeRemoteFiles(
  paths: Pick<Paths, "state">,
  name: string,
  { url }: Pick<RemoteConfig, "url">,
): Promise<void> {
  const address = parseRemoteUrl(url);
  const files = [
    markOf(paths, name),
    ...address.kind === "git" ? [await gitFolder(paths, address)] : [],
  ];
  for (const path of files) {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw systemError("write-failed", `remove ${path}`, error);
    }
  }
}

async function openFolder(
  { host, report }: CredentialsContext,
  { path }: Address<"folder">,
  { signal }: RemoteUse,
): Promise<Remote> {
  const { FolderFiles } = await import("../../vault/remotes/folder_files.ts");
  const { FolderRemote } = await import("../../vault/remotes/folder_remote.ts");
  return new FolderRemote(new FolderFiles(path, host, report), signal);
}

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((done) => setTimeout(done, milliseconds));
}
