import type { Profile } from "../aws/config/profile.ts";
import type { Profiles } from "../aws/config/profiles.ts";

/** A setting of a profile that SDKs also read from a variable. */
interface Setting {
  /** The key in the config file. In a profile it may also be in the `s3` block, without its `s3_`. */
  readonly key: string;
  /** The variables; some SDKs read one, some the other. */
  readonly variables: readonly string[];
  /** Whether it is `true` or `false`. Then a variable can switch off what `[default]` switches on. */
  readonly isSwitch: boolean;
}

/**
 * The settings for which the AWS SDKs and Tools Reference Guide ("Settings reference") lists both a config key and a
 * variable, except credentials, the region and the AWS CLI's own settings. botocore's names are in `configprovider.py`.
 */
const SETTINGS: readonly Setting[] = [
  setting("account_id_endpoint_mode"),
  setting("auth_scheme_preference"),
  setting("ca_bundle"),
  setting("defaults_mode"),
  switchSetting("disable_host_prefix_injection"),
  switchSetting("disable_request_compression"),
  setting("ec2_metadata_service_endpoint"),
  setting("ec2_metadata_service_endpoint_mode"),
  switchSetting("ec2_metadata_v1_disabled"),
  // The guide names the first variable, botocore reads the second.
  setting("endpoint_discovery_enabled", [
    "AWS_ENABLE_ENDPOINT_DISCOVERY",
    "AWS_ENDPOINT_DISCOVERY_ENABLED",
  ]),
  switchSetting("ignore_configured_endpoint_urls"),
  switchSetting("imds_use_ipv6"),
  setting("max_attempts"),
  setting("metadata_service_num_attempts"),
  setting("metadata_service_timeout"),
  setting("request_checksum_calculation"),
  setting("request_min_compression_size_bytes"),
  setting("response_checksum_validation"),
  setting("retry_mode"),
  switchSetting("s3_disable_express_session_auth"),
  switchSetting("s3_disable_multiregion_access_points"),
  setting("s3_us_east_1_regional_endpoint"),
  switchSetting("s3_use_arn_region"),
  setting("sdk_ua_app_id"),
  setting("sigv4a_signing_region_set"),
  setting("sts_regional_endpoints"),
  switchSetting("use_dualstack_endpoint"),
  switchSetting("use_fips_endpoint"),
];

const IGNORE_ENDPOINTS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/**
 * Returns the settings of the profile `name` as variables, for a tool that does not get the name of the profile. Such a
 * tool reads `[default]`. So a switch that is on only there is switched off, and if the profile has no endpoint, that of
 * `[default]` is ignored: it would receive requests that are signed with another profile's credentials.
 */
export function settingVariables(profiles: Profiles, name: string): Record<string, string> {
  const profile = profiles.all.get(name);
  if (profile === undefined || name === "default") return {};
  const fallback = profiles.all.get("default");
  const variables: Record<string, string> = {};
  for (const each of SETTINGS) {
    const value = valueOf(profile, each.key) ??
      (each.isSwitch && isOn(fallback, each.key) ? "false" : undefined);
    if (value === undefined) continue;
    for (const variable of each.variables) variables[variable] = value;
  }
  const endpoints = endpointVariables(profiles, profile);
  const hasOwn = Object.keys(endpoints).length > 0;
  const inherits = fallback !== undefined &&
    Object.keys(endpointVariables(profiles, fallback)).length > 0;
  if (!hasOwn && inherits) variables[IGNORE_ENDPOINTS] = "true";
  return { ...variables, ...endpoints };
}

/** The endpoints of `profile`: the one for all services, and those of its `[services NAME]` section. */
function endpointVariables(profiles: Profiles, profile: Profile): Record<string, string> {
  const variables: Record<string, string> = {};
  const all = profile.values.get("endpoint_url");
  if (typeof all === "string" && all !== "") variables.AWS_ENDPOINT_URL = all;
  const services = profile.values.get("services");
  const section = typeof services === "string" ? profiles.services.get(services) : undefined;
  for (const [service, block] of section ?? []) {
    const url = typeof block === "string" ? undefined : block.get("endpoint_url");
    if (!url || !/^\w+$/.test(service)) continue;
    variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = url;
  }
  return variables;
}

function valueOf(profile: Profile | undefined, key: string): string | undefined {
  const direct = profile?.values.get(key);
  if (typeof direct === "string" && direct !== "") return direct;
  const block = profile?.values.get("s3");
  if (!key.startsWith("s3_") || block === undefined || typeof block === "string") return undefined;
  return block.get(key) || block.get(key.slice("s3_".length)) || undefined;
}

function isOn(profile: Profile | undefined, key: string): boolean {
  return valueOf(profile, key)?.toLowerCase() === "true";
}

function setting(key: string, variables = [`AWS_${key.toUpperCase()}`]): Setting {
  return { key, variables, isSwitch: false };
}

function switchSetting(key: string): Setting {
  return { ...setting(key), isSwitch: true };
}
