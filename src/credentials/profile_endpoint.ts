import { loadProfiles, type Profiles } from "../aws/config/profiles.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../aws/endpoint.ts";
import type { AwsService } from "../aws/services.ts";
import { allowedHosts } from "../scope/settings.ts";
import type { CredentialsContext } from "./context.ts";

/**
 * Returns the endpoint of `service` for requests as the profile `name`.
 *
 * @throws UserError (78, refused) as `serviceEndpoint` and `loadProfiles` do.
 */
export function profileEndpoint(
  service: AwsService,
  name: string,
  { host, config, paths }: Pick<CredentialsContext, "host" | "config" | "paths">,
  region: string | null,
  profiles: Profiles = loadProfiles(host, paths.home),
): ServiceEndpoint {
  const described = profiles.all.get(name);
  return serviceEndpoint(service, {
    env: (variable) => host.env(variable),
    profile: described?.values ?? new Map(),
    ...(described && { origins: described.origins }),
    services: profiles.services,
    region,
    allowedHosts: allowedHosts(config),
  });
}
