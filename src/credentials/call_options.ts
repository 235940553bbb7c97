import type { AwsCallOptions } from "../aws/aws_call.ts";
import { readCaBundle } from "../aws/ca_bundle.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { profileText } from "../aws/config/profile.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../aws/endpoint.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { allowedHosts } from "../scope/settings.ts";
import { ownVariable } from "./environment_records.ts";
import { fieldValue, type Item } from "../vault/item.ts";

/** What a call that opaws makes for itself works with. */
interface CallContext {
  readonly host: Pick<Host, "env" | "now">;
  readonly paths: Pick<Paths, "home">;
  /** Returns the settings. */
  config(): Config;
}

/**
 * Returns the options for a call to `service` about `item` itself. The region is the environment's, or else the item's
 * default region, or else the profile's. `report` prints a line on standard error.
 *
 * @throws UserError (78) as {@linkcode environmentEndpoint} and `readCaBundle` do.
 */
export function itemCallOptions(
  context: CallContext & { readonly report: (line: string) => void },
  item: Item,
  service: "sts" | "iam",
): AwsCallOptions {
  const { host, report } = context;
  const region = fieldValue(item, "default region");
  const endpoint = environmentEndpoint(
    context,
    service,
    typeof region === "string" && region !== "" ? region : null,
  );
  return { host, endpoint, caBundle: readCaBundle(endpoint.caBundle), report };
}

/**
 * Returns the endpoint of `service` for a call that opaws makes for itself, with the profile that the environment names.
 * `region` is used if the environment names none, before the profile's.
 *
 * @throws UserError (78) if the AWS config files, the profile or the endpoint cannot be used.
 */
export function environmentEndpoint(
  context: CallContext,
  service: "sts" | "iam",
  region: string | null,
): ServiceEndpoint {
  const { host, paths } = context;
  const profiles = loadProfiles(host, paths.home);
  const name = host.env("AWS_PROFILE") || host.env("AWS_DEFAULT_PROFILE") || "default";
  const profile = profiles.all.get(name);
  return serviceEndpoint(service, {
    env: (variable) => host.env(variable),
    profile: profile?.values ?? new Map(),
    ...(profile && { origins: profile.origins }),
    services: profiles.services,
    region: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION") || region ||
      (profile && profileText(profile, "region")) || null,
    allowedHosts: allowedHosts(context.config()),
  });
}
