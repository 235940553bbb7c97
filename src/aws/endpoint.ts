import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import type { AwsValue } from "./config/parse.ts";
import type { NamedValues } from "./config/profiles.ts";
import type { Origin } from "./config/profile.ts";

/** Where the calls of a service go. */
export interface ServiceEndpoint {
  /** The region to sign for. */
  readonly region: string;
  /** The address to call instead of the service's own; null for its own. */
  readonly url: string | null;
  /** Whether it is `sts.amazonaws.com`, whatever the region. */
  readonly useGlobalEndpoint: boolean;
  /** Whether it is the one that is validated after FIPS 140. */
  readonly useFips: boolean;
  /** Whether it is the one that speaks IPv6 too. */
  readonly useDualstack: boolean;
  /** The file of the certificate authorities to trust; null for the usual ones. */
  readonly caBundle: string | null;
}

/** What {@linkcode serviceEndpoint} decides from. */
export interface EndpointInput {
  /** The environment. */
  readonly env: Host["env"];
  /** The values of the profile. */
  readonly profile: ReadonlyMap<string, AwsValue>;
  /** Where they stand, so that a fault can name the line. */
  readonly origins?: ReadonlyMap<string, Origin>;
  /** The `[services NAME]` sections of the config file. */
  readonly services: NamedValues;
  /** The region that holds; null when nobody names one. */
  readonly region: string | null;
}

// Which had no endpoint of their own once (`botocore.args.LEGACY_GLOBAL_STS_REGIONS`).
const LEGACY_GLOBAL = new Set([
  "ap-northeast-1",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "aws-global",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
]);

// A name of a host's part: nothing else may come to stand in one (`botocore.utils.validate_region_name`).
const LABEL = /^(?!-)(?!\d*$)[a-zA-Z\d-]{1,63}(?<!-)$/;

/**
 * Where STS is called, as botocore decides it (`session.create_client`, `ConfiguredEndpointProvider`,
 * `ClientArgsCreator`): an address of the environment goes before one of the profile, one for STS before one for all;
 * the default is the region's own endpoint, without a region the global one. Two things differ: without a region an
 * endpoint of FIPS or IPv6, or another address, is that of `us-east-1`, where botocore makes up a name or gives up; and
 * an empty `AWS_CA_BUNDLE` or `ca_bundle`, which makes botocore trust anybody, counts as none.
 *
 * Faults (78): an address that is neither https nor on loopback, for requests and answers there hold keys; a value that
 * botocore refuses too.
 */
export function serviceEndpoint(service: "sts" | "iam", input: EndpointInput): ServiceEndpoint {
  const region = regionOf(input);
  const isLegacy = isLegacySts(input) && LEGACY_GLOBAL.has(region ?? "");
  const caBundle = setting(input, "AWS_CA_BUNDLE", "ca_bundle") ||
    input.env("REQUESTS_CA_BUNDLE") || null;
  const url = override(service, input);
  if (url !== null) {
    const plain = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
    return { region: region ?? "us-east-1", url, ...plain, caBundle };
  }
  const useFips = region !== input.region ||
    isTrue(input, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const useDualstack = isTrue(input, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  const isNowhere = region === null || region === "aws-global";
  const useGlobalEndpoint = service === "sts" && (isLegacy || isNowhere) && !useFips &&
    !useDualstack;
  return {
    region: useGlobalEndpoint || isNowhere ? "us-east-1" : region,
    url,
    useGlobalEndpoint,
    useFips,
    useDualstack,
    caBundle,
  };
}

/** Without the mark that older settings give a region of FIPS; null when nobody names one. */
function regionOf({ region }: EndpointInput): string | null {
  if (region === null) return null;
  const plain = region.replaceAll("fips-", "").replaceAll("-fips", "");
  if (LABEL.test(region) && LABEL.test(plain)) return plain;
  throw bad(`${JSON.stringify(region)} is no region`);
}

function isLegacySts(input: EndpointInput): boolean {
  const value = setting(input, "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints") ||
    "regional";
  if (value === "legacy" || value === "regional") return value === "legacy";
  const isEnv = input.env("AWS_STS_REGIONAL_ENDPOINTS") !== undefined;
  throw new UserError({
    exit: "refused",
    code: "bad-profile",
    cannot: "choose an endpoint of AWS",
    because: `${
      isEnv ? "AWS_STS_REGIONAL_ENDPOINTS" : placeOf(input, "sts_regional_endpoints")
    } is neither legacy nor regional`,
    ...(isEnv && { try: "unset AWS_STS_REGIONAL_ENDPOINTS" }),
  });
}

function override(service: "sts" | "iam", input: EndpointInput): string | null {
  const ignored = "ignore_configured_endpoint_urls";
  if (isTrue(input, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignored)) return null;
  const variables = [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"];
  for (const name of variables) {
    const url = input.env(name);
    if (url) return checked(service, url, name, `unset ${name}`);
  }
  return ofServices(service, input) ?? ofProfile(service, input);
}

function ofServices(service: "sts" | "iam", input: EndpointInput): string | null {
  const name = text(input, "services");
  if (name === undefined) return null;
  const section = input.services.get(name);
  if (section === undefined || section.size === 0) {
    throw bad(`${placeOf(input, "services")} names [services ${name}], which does not exist`);
  }
  const block = section.get(service) ?? new Map<string, string>();
  if (typeof block === "string") throw bad(`${service} of [services ${name}] is no block`);
  const url = block.get("endpoint_url");
  return url ? checked(service, url, `endpoint_url of ${service} in [services ${name}]`) : null;
}

function ofProfile(service: "sts" | "iam", input: EndpointInput): string | null {
  const url = text(input, "endpoint_url");
  return url ? checked(service, url, placeOf(input, "endpoint_url")) : null;
}

function checked(service: "sts" | "iam", text: string, from: string, mend?: string): string {
  const url = URL.parse(text);
  if (
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:" && isLoopback(url.hostname))
  ) return url.href;
  throw new UserError({
    exit: "refused",
    code: "endpoint-refused",
    cannot: `call ${service.toUpperCase()} at the address that ${from} gives`,
    // Not the whole address: it may hold a password.
    because: url === null
      ? "it is no URL"
      : `${url.protocol}//${url.host} is neither https nor http on this machine`,
    ...(mend !== undefined && { try: mend }),
  });
}

/** botocore's `ensure_boolean`: any other word than `true` is false, and hides what would come after it. */
function isTrue(input: EndpointInput, variable: string, key: string): boolean {
  const value = input.env(variable) ?? input.profile.get(key);
  return typeof value === "string" && value.toLowerCase() === "true";
}

function setting(input: EndpointInput, variable: string, key: string): string | undefined {
  return input.env(variable) ?? text(input, key);
}

function text(input: EndpointInput, key: string): string | undefined {
  const value = input.profile.get(key);
  if (value === undefined || typeof value === "string") return value;
  throw bad(`${placeOf(input, key)} is a block, not a text`);
}

function placeOf({ origins }: EndpointInput, key: string): string {
  const origin = origins?.get(key);
  return `${key} of the profile${origin ? ` (${origin.path}, line ${origin.line})` : ""}`;
}

function bad(because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-profile",
    cannot: "choose an endpoint of AWS",
    because,
  });
}

/**
 * Reports whether `hostname`, as a URL has it, is this machine: `localhost` or an address of loopback by its number. Any
 * other name may come to mean another machine. Source: RFC 6761, RFC 1122.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
