import { UserError } from "../errors.ts";
import { shellWord } from "../quote.ts";
import type { Host } from "../host.ts";
import type { AwsValue } from "./config/parse.ts";
import type { NamedValues } from "./config/profiles.ts";
import type { Origin } from "./config/profile.ts";
import { unsetCommand } from "../unset_command.ts";
import { isLoopback } from "./proxy.ts";
import { type AwsService, serviceName, SERVICES } from "./services.ts";

/** Where requests to a service go. */
export interface ServiceEndpoint {
  /** The region to sign for. */
  readonly region: string;
  /** The address to call instead of the service's standard one; null for the standard one. */
  readonly url: string | null;
  /** Whether to call `sts.amazonaws.com`, whatever the region. */
  readonly useGlobalEndpoint: boolean;
  /** Whether to call the endpoint that is validated under FIPS 140. */
  readonly useFips: boolean;
  /** Whether to call the endpoint that supports IPv6 too. */
  readonly useDualstack: boolean;
  /** The file of the certificate authorities to trust; null for the default ones. */
  readonly caBundle: string | null;
}

/** The input of {@linkcode serviceEndpoint}. */
export interface EndpointInput {
  /** Reads an environment variable. */
  readonly env: Host["env"];
  /** The values of the profile. */
  readonly profile: ReadonlyMap<string, AwsValue>;
  /** Where the values were read, for error messages. */
  readonly origins?: ReadonlyMap<string, Origin>;
  /** The `[services NAME]` sections of the config file. */
  readonly services: NamedValues;
  /** The region in use; null if none is set. */
  readonly region: string | null;
  /** The hosts besides AWS's own that the user allows: `endpoints.allow`. */
  readonly allowedHosts: readonly string[];
  /** The address from `--endpoint`, which comes before all others. */
  readonly option?: string | undefined;
}

// Regions that once had no STS endpoint of their own (`botocore.args.LEGACY_GLOBAL_STS_REGIONS`).
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

/**
 * The host names of AWS after the service and region, by partition (`endpoints.json` of botocore: `dnsSuffix` of each
 * partition and its dual-stack variant).
 */
const AWS_SUFFIXES = [
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
  "api.aws",
  "api.amazonwebservices.com.cn",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
];

// One label of a host name: a region becomes part of one (`botocore.utils.validate_region_name`).
const HOST_LABEL = /^(?!-)(?!\d*$)[a-zA-Z\d-]{1,63}(?<!-)$/;

/**
 * Returns where `service` is called. Decides as botocore does (`session.create_client`, `ConfiguredEndpointProvider`,
 * `ClientArgsCreator`): an address from the environment comes before one of the profile, one for the service before one
 * for all. The default is the regional endpoint; STS without a region uses the global one.
 *
 * Two things differ. Without a region, a FIPS, dual-stack or custom endpoint is that of `us-east-1`, where botocore
 * makes up a name or fails. And an empty `AWS_CA_BUNDLE` or `ca_bundle`, which makes botocore trust everyone, counts as
 * unset.
 *
 * @throws UserError (78, refused) if an address is neither AWS's own, nor loopback, nor that of an allowed host, because
 * requests and responses contain keys and codes; if it is not https outside of loopback; and on a value that botocore
 * refuses too.
 */
export function serviceEndpoint(service: AwsService, input: EndpointInput): ServiceEndpoint {
  const region = withoutFips(input.region);
  const isLegacy = isLegacySts(input) && LEGACY_GLOBAL.has(region ?? "");
  const caBundle = setting(input, "AWS_CA_BUNDLE", "ca_bundle") ||
    input.env("REQUESTS_CA_BUNDLE") || null;
  const url = customUrl(service, input);
  if (url !== null) {
    const standard = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
    return { region: region ?? "us-east-1", url, ...standard, caBundle };
  }
  const useFips = region !== input.region ||
    isTrue(input, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  const useDualstack = isTrue(input, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  const hasNoRegion = region === null || region === "aws-global";
  const useGlobalEndpoint = service === "sts" && (isLegacy || hasNoRegion) && !useFips &&
    !useDualstack;
  return {
    region: useGlobalEndpoint || hasNoRegion ? "us-east-1" : region,
    url,
    useGlobalEndpoint,
    useFips,
    useDualstack,
    caBundle,
  };
}

/** Returns `region` without `fips-` or `-fips`, by which older settings select FIPS endpoints. */
function withoutFips(region: string | null): string | null {
  if (region === null) return null;
  const plain = region.replaceAll("fips-", "").replaceAll("-fips", "");
  if (HOST_LABEL.test(region) && HOST_LABEL.test(plain)) return plain;
  throw bad(`${JSON.stringify(region)} is not a region`);
}

function isLegacySts(input: EndpointInput): boolean {
  const value = setting(input, "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints") ||
    "regional";
  if (value === "legacy" || value === "regional") return value === "legacy";
  const isEnv = input.env("AWS_STS_REGIONAL_ENDPOINTS") !== undefined;
  throw new UserError({
    exit: "refused",
    code: "bad-profile",
    cannot: "choose an AWS endpoint",
    because: `${
      isEnv ? "AWS_STS_REGIONAL_ENDPOINTS" : placeOf(input, "sts_regional_endpoints")
    } is neither legacy nor regional`,
    ...(isEnv && { try: unsetCommand(["AWS_STS_REGIONAL_ENDPOINTS"]) }),
  });
}

function customUrl(service: AwsService, input: EndpointInput): string | null {
  if (input.option !== undefined) return checkUrl(service, input.option, input, "--endpoint");
  const ignored = "ignore_configured_endpoint_urls";
  if (isTrue(input, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignored)) return null;
  const variables = [`AWS_ENDPOINT_URL_${serviceKey(service).toUpperCase()}`, "AWS_ENDPOINT_URL"];
  for (const name of variables) {
    const url = input.env(name);
    if (url) return checkUrl(service, url, input, name, unsetCommand([name]));
  }
  return urlFromServices(service, input) ?? urlFromProfile(service, input);
}

function urlFromServices(service: AwsService, input: EndpointInput): string | null {
  const name = text(input, "services");
  if (name === undefined) return null;
  const section = input.services.get(name);
  if (section === undefined || section.size === 0) {
    throw bad(`${placeOf(input, "services")} names [services ${name}], which does not exist`);
  }
  const block = section.get(serviceKey(service)) ?? new Map<string, string>();
  if (typeof block === "string") {
    throw bad(`${serviceKey(service)} of [services ${name}] is not a nested block`);
  }
  const url = block.get("endpoint_url");
  return url
    ? checkUrl(service, url, input, `endpoint_url of ${serviceKey(service)} in [services ${name}]`)
    : null;
}

function urlFromProfile(service: AwsService, input: EndpointInput): string | null {
  const url = text(input, "endpoint_url");
  return url ? checkUrl(service, url, input, placeOf(input, "endpoint_url")) : null;
}

/** Returns `text` as a URL if opaws may call it. `source` says where it was set; `fix` is a command that unsets it. */
function checkUrl(
  service: AwsService,
  text: string,
  { allowedHosts }: EndpointInput,
  source: string,
  fix?: string,
): string {
  const url = URL.parse(text);
  const isKnown = url !== null &&
    (isAwsHost(service, url.hostname) || allowedHosts.includes(url.hostname));
  if (url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)) return url.href;
  if (isKnown && url.protocol === "https:") return url.href;
  const allow = url?.protocol === "https:" && !isKnown
    ? `opaws config set endpoints.allow ${shellWord([...allowedHosts, url.hostname].join(","))}`
    : undefined;
  const command = fix ?? allow;
  throw new UserError({
    exit: "refused",
    code: "endpoint-refused",
    cannot: `call ${serviceName(service)} at the address from ${source}`,
    // Not the whole address, which may contain a password.
    because: url === null
      ? "it is not a URL"
      : isKnown
      ? `${url.protocol}//${url.host} is not https`
      : `${url.protocol}//${url.host} is neither AWS's nor this machine's, nor in endpoints.allow`,
    ...(command !== undefined && { try: command }),
  });
}

/**
 * Reports whether `hostname`, as in a URL, is one by which AWS itself serves `service`: a standard, FIPS, dual-stack or VPC
 * endpoint. Other names that end in AWS's domains belong to customers: buckets, load balancers, machines, and the VPC
 * endpoints of their own services.
 */
function isAwsHost(service: AwsService, hostname: string): boolean {
  const suffix = AWS_SUFFIXES.find((each) => hostname.endsWith(`.${each}`));
  const name = suffix === undefined ? "" : hostname.slice(0, -suffix.length - 1);
  const region = "[a-z]+(-[a-z]+)+-\\d{1,2}";
  const { host } = SERVICES[service];
  // S3 has the label in its dual-stack names, and `bucket` in those of VPC endpoints.
  const [dualstack, bucket] = service === "s3" ? ["(\\.dualstack)?", "(bucket\\.)?"] : ["", ""];
  return new RegExp(`^${host}(-fips)?${dualstack}(\\.(${region}|global|us-gov))?$`).test(name) ||
    new RegExp(`^${bucket}vpce-[a-z0-9-]+\\.${host}(-fips)?\\.${region}\\.vpce$`).test(name);
}

/** Returns the name of `service` in variables and in `[services NAME]`. */
function serviceKey(service: AwsService): string {
  return service.replace("-", "_");
}

/** Reads a boolean as botocore's `ensure_boolean` does: any word but `true` is false. A variable hides the profile's. */
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
  throw bad(`${placeOf(input, key)} is a nested block, not a string`);
}

function placeOf({ origins }: EndpointInput, key: string): string {
  const origin = origins?.get(key);
  return `${key} of the profile${origin ? ` (${origin.path}, line ${origin.line})` : ""}`;
}

function bad(because: string): UserError {
  return new UserError({
    exit: "refused",
    code: "bad-profile",
    cannot: "choose an AWS endpoint",
    because,
  });
}
