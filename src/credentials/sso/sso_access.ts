import type { AwsCallOptions } from "../../aws/aws_call.ts";
import { readCaBundle } from "../../aws/ca_bundle.ts";
import type { Profiles } from "../../aws/config/profiles.ts";
import { serviceEndpoint } from "../../aws/endpoint.ts";
import type { SsoSession } from "../../aws/sso/session.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import type { Config } from "../../scope/config.ts";
import { allowedHosts } from "../../scope/settings.ts";
import type { Sealer } from "../../vault/crypto/sealer.ts";

/** A session, the vault that seals its tokens, and how to call its services. */
export interface SsoAccess {
  readonly host: Host;
  readonly paths: Paths;
  readonly session: SsoSession;
  /** The name of the vault. */
  readonly vault: string;
  readonly sealer: Sealer;
  /** Returns how to call a service of the session. Throws UserError (78) as `serviceEndpoint` and `readCaBundle` do. */
  readonly options: (service: "sso" | "sso-oidc") => AwsCallOptions;
  /** Prints a line on standard error. */
  readonly report: (line: string) => void;
}

/**
 * Returns the function `options` of {@linkcode SsoAccess}. The region is always the session's. The profile called
 * `profile` may set addresses and certificates.
 */
export function ssoCallOptions(
  { host, config, report }: {
    readonly host: Host;
    readonly config: Config;
    readonly report: (line: string) => void;
  },
  session: SsoSession,
  profiles: Profiles,
  profile: string,
): SsoAccess["options"] {
  return (service) => {
    const described = profiles.all.get(profile);
    const endpoint = serviceEndpoint(service, {
      env: (name) => host.env(name),
      profile: described?.values ?? new Map(),
      ...(described && { origins: described.origins }),
      services: profiles.services,
      region: session.region,
      allowedHosts: allowedHosts(config),
    });
    return { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report };
  };
}
