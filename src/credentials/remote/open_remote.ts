import { readCaBundle } from "../../aws/ca_bundle.ts";
import { loadProfiles } from "../../aws/config/profiles.ts";
import { serviceEndpoint } from "../../aws/endpoint.ts";
import { allowedHosts } from "../../scope/settings.ts";
import { UserError } from "../../errors.ts";
import type { RemoteConfig } from "../../scope/remotes.ts";
import { parseRemoteUrl } from "../../vault/remotes/remote_url.ts";
import type { Remote } from "../../vault/remotes/remote.ts";
import type { CredentialsContext } from "../context.ts";
import { remoteCredentials } from "./remote_credentials.ts";

/**
 * Opens the remote of a shared vault. One on S3 needs credentials, which are obtained here. Nothing is sent to it yet.
 *
 * @throws UserError (64) if its address is not one, and as `remoteCredentials` and the endpoint's rules do.
 */
export async function openRemote(
  context: CredentialsContext,
  config: RemoteConfig,
): Promise<Remote> {
  const address = parseRemoteUrl(config.url);
  if (address.kind === "s3") return await openS3(context, config, address);
  throw new UserError({
    exit: "usage",
    code: "bad-remote",
    cannot: `sync with ${JSON.stringify(config.url)}`,
    because: "this build of opaws syncs only with s3://",
    try: "opaws remote set --help",
  });
}

/** Returns what identifies a remote: what was seen in another one says nothing about it. */
export function remoteAddress({ url, endpoint }: Pick<RemoteConfig, "url" | "endpoint">): string {
  return endpoint === undefined ? url : `${url} ${endpoint}`;
}

async function openS3(
  context: CredentialsContext,
  config: RemoteConfig,
  { bucket, prefix }: Extract<ReturnType<typeof parseRemoteUrl>, { readonly kind: "s3" }>,
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
  const store = new Bucket(bucket, credentials, { host, endpoint, caBundle, report });
  return new S3Remote(store, {
    url: config.url,
    prefix,
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random: () => host.random(4).reduce((sum, byte) => (sum + byte) / 256, 0),
  });
}
