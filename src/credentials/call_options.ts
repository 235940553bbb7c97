import type { AwsCallOptions } from "../aws/aws_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { profileText } from "../aws/config/profile.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../aws/endpoint.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { ownVariable } from "./environment_records.ts";
import { fieldValue, type Item } from "../vault/item.ts";

/**
 * Returns the options for a call to `service` about `item` itself. The region is the environment's, or else the item's
 * default region, or else the profile's. `report` prints a line on standard error.
 *
 * @throws UserError (78) as {@linkcode environmentEndpoint} does, (74) if the CA bundle cannot be read.
 */
export function itemCallOptions(
  { host, paths, report }: {
    readonly host: Pick<Host, "env" | "now">;
    readonly paths: Pick<Paths, "home">;
    readonly report: (line: string) => void;
  },
  item: Item,
  service: "sts" | "iam",
): AwsCallOptions {
  const region = fieldValue(item, "default region");
  const endpoint = environmentEndpoint(
    host,
    paths.home,
    service,
    typeof region === "string" && region !== "" ? region : null,
  );
  return { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report };
}

/**
 * Returns the endpoint of `service` for a call that opaws makes for itself, with the profile that the environment names.
 * `region` is used if the environment names none, before the profile's.
 *
 * @throws UserError (78) if the AWS config files or the profile cannot be used.
 */
export function environmentEndpoint(
  host: Pick<Host, "env">,
  home: string,
  service: "sts" | "iam",
  region: string | null,
): ServiceEndpoint {
  const profiles = loadProfiles(host, home);
  const name = host.env("AWS_PROFILE") || host.env("AWS_DEFAULT_PROFILE") || "default";
  const profile = profiles.all.get(name);
  return serviceEndpoint(service, {
    env: (variable) => host.env(variable),
    profile: profile?.values ?? new Map(),
    ...(profile && { origins: profile.origins }),
    services: profiles.services,
    region: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION") || region ||
      (profile && profileText(profile, "region")) || null,
  });
}
