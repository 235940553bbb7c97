import assert from "node:assert/strict";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../../src/aws/endpoint.ts";
import { UserError } from "../../src/errors.ts";
import { throwaway } from "../throwaway.ts";
import { ignoreWithoutBotocore, python } from "./python.ts";
import { oneOf, type Random, randomOf, testSeed } from "./random.ts";

interface Case {
  readonly service: "sts" | "iam";
  readonly region: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly config: string;
}

/** The address that botocore calls, and the certificates that it trusts. */
interface Result {
  readonly url: string;
  readonly region: string;
  readonly caBundle: unknown;
}

const REGIONS = [
  null,
  "us-east-1",
  "eu-west-1",
  "us-west-2",
  "eu-south-1",
  "aws-global",
  "cn-north-1",
  "us-gov-west-1",
  "fips-us-east-1",
  "eu-west-3-fips",
  "xx-none-9",
  "not a region",
];
const URLS = [
  "",
  "https://a.example",
  "http://localhost:1",
  "http://127.0.0.1:2/p",
  "http://b.example:3",
];
const BOOLEANS = ["", "true", "True", "false", "1"];

/** Settings and their possible values. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  AWS_ENDPOINT_URL_STS: URLS,
  AWS_ENDPOINT_URL_IAM: URLS,
  AWS_ENDPOINT_URL: URLS,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: BOOLEANS,
  AWS_STS_REGIONAL_ENDPOINTS: ["", "legacy", "legacy", "regional", "Legacy"],
  AWS_USE_FIPS_ENDPOINT: BOOLEANS,
  AWS_USE_DUALSTACK_ENDPOINT: BOOLEANS,
  AWS_CA_BUNDLE: ["", "/a.pem"],
  REQUESTS_CA_BUNDLE: ["", "/r.pem"],
};
const KEYS: Readonly<Record<string, readonly string[]>> = {
  services: ["one", "two", "one", "none"],
  endpoint_url: URLS,
  ignore_configured_endpoint_urls: BOOLEANS,
  sts_regional_endpoints: ["legacy", "legacy", "regional", "other"],
  use_fips_endpoint: BOOLEANS,
  use_dualstack_endpoint: BOOLEANS,
  ca_bundle: ["", "/p.pem"],
};

function caseOf(random: Random): Case {
  const some = (from: Readonly<Record<string, readonly string[]>>): [string, string][] =>
    Object.entries(from).filter(() => random() < 0.15)
      .map(([name, values]) => [name, oneOf(random, values)]);
  const lines = some(KEYS).map(([key, value]) => `${key} = ${value}\n`).join("");
  const block = (name: string): string =>
    `${name} =\n  endpoint_url = ${oneOf(random, URLS) || "https://c.example"}\n`;
  return {
    service: random() < 0.75 ? "sts" : "iam",
    region: oneOf(random, REGIONS),
    env: Object.fromEntries(some(VARIABLES)),
    config: `[default]\n${lines}[services one]\n${block("sts")}[services two]\n${block("iam")}`,
  };
}

function byOpaws({ service, region, env, config }: Case): ServiceEndpoint | UserError {
  using place = throwaway();
  const path = `${place.folder}/config`;
  Deno.writeTextFileSync(path, config);
  const files: Readonly<Record<string, string>> = {
    AWS_CONFIG_FILE: path,
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  };
  const { all, services } = loadProfiles({ env: (name) => files[name] }, place.folder);
  const { values, origins } = all.get("default")!;
  try {
    return serviceEndpoint(service, {
      env: (name) => env[name],
      profile: values,
      origins,
      services,
      region,
      allowedHosts: ["a.example", "c.example"],
    });
  } catch (error) {
    if (error instanceof UserError && error.status === 78) return error;
    throw error;
  }
}

/** Returns the STS address that the SDK makes of our endpoint (see `standard_address_test.ts`). */
function urlOf({ region, url, useGlobalEndpoint, useFips, useDualstack }: ServiceEndpoint): string {
  if (url !== null) return url;
  if (useGlobalEndpoint) return "https://sts.amazonaws.com/";
  const isChina = region.startsWith("cn-");
  const isGov = region.startsWith("us-gov-");
  const suffix = useDualstack
    ? isChina ? "api.amazonwebservices.com.cn" : "api.aws"
    : isChina
    ? "amazonaws.com.cn"
    : "amazonaws.com";
  return `https://${
    useFips && !(isGov && !useDualstack) ? "sts-fips" : "sts"
  }.${region}.${suffix}/`;
}

Deno.test({
  name: "serviceEndpoint() sends 200 random requests where botocore sends them",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    const seed = testSeed();
    const random = randomOf(seed);
    const cases = Array.from({ length: 200 }, () => caseOf(random));
    const results: (Result | "refused" | "no region")[] = await python(
      new URL("botocore_endpoint.py", import.meta.url),
      cases,
    );
    const seen = { refused: 0, override: 0, global: 0, fips: 0, own: 0 };
    for (const [index, each] of cases.entries()) {
      const wanted = results[index]!;
      const ours = byOpaws(each);
      const what = `OPAWS_TEST_SEED=${seed}: ${JSON.stringify([each, wanted, ours])}`;
      if (ours instanceof UserError) {
        seen.refused++;
        if (ours.code === "endpoint-refused") {
          // botocore would call this address, or complain about a missing region first.
          assert(
            wanted === "no region" || /^http:\/\/b\.example:3\//.test((wanted as Result).url),
            what,
          );
        } else assert.equal(wanted, "refused", what);
        continue;
      }
      const isNowhere = each.region === null || each.region === "aws-global";
      const isVariant = ours.useFips || ours.useDualstack;
      if (ours.url !== null ? each.region === null : isNowhere && isVariant) {
        assert.equal(ours.region, "us-east-1", what);
        continue;
      }
      assert(typeof wanted === "object", what);
      const caBundle = typeof wanted.caBundle === "string" ? wanted.caBundle || null : null;
      if (wanted.caBundle !== "") assert.equal(ours.caBundle, caBundle, what);
      if (each.service === "sts" || ours.url !== null) {
        assert.equal(urlOf(ours), wanted.url, what);
        assert.equal(ours.region, wanted.region, what);
      } else assert(!ours.useGlobalEndpoint, what);
      seen[
        ours.url ? "override" : ours.useGlobalEndpoint ? "global" : ours.useFips ? "fips" : "own"
      ]++;
    }
    for (const [kind, count] of Object.entries(seen)) assert(count > 2, `${kind}: ${count}`);
  },
});
