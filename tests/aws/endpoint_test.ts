import assert from "node:assert/strict";
import type { AwsValue } from "../../src/aws/config/parse.ts";
import {
  type EndpointInput,
  type ServiceEndpoint,
  serviceEndpoint,
} from "../../src/aws/endpoint.ts";
import { errorOf } from "../error_of.ts";

const USUAL: ServiceEndpoint = {
  region: "eu-west-1",
  url: null,
  useGlobalEndpoint: false,
  useFips: false,
  useDualstack: false,
  caBundle: null,
};

function input(
  env: Readonly<Record<string, string>> = {},
  profile: Readonly<Record<string, AwsValue>> = {},
  region: string | null = "eu-west-1",
): EndpointInput {
  const services = new Map([
    ["dev", new Map<string, AwsValue>([["sts", new Map([["endpoint_url", "https://d"]])]])],
    ["text", new Map<string, AwsValue>([["sts", "https://t"]])],
    ["s3", new Map<string, AwsValue>([["s3", new Map([["endpoint_url", "https://s3"]])]])],
    ["empty", new Map<string, AwsValue>()],
  ]);
  const origins = new Map(
    Object.keys(profile).map((key, at) => [key, { path: "/c", line: at + 2 }]),
  );
  return {
    env: (name) => env[name],
    profile: new Map(Object.entries(profile)),
    origins,
    services,
    region,
  };
}

Deno.test("serviceEndpoint() is regional, but global without a region or in legacy mode", () => {
  const legacy = { AWS_STS_REGIONAL_ENDPOINTS: "legacy" };
  const global = { ...USUAL, region: "us-east-1", useGlobalEndpoint: true };
  const cases: [EndpointInput, ServiceEndpoint][] = [
    [input(), USUAL],
    [input({}, {}, null), global],
    [input({}, {}, "aws-global"), global],
    [input(legacy), global],
    [input({}, { sts_regional_endpoints: "legacy" }), global],
    [input({ AWS_STS_REGIONAL_ENDPOINTS: "" }, { sts_regional_endpoints: "legacy" }), USUAL],
    [input(legacy, {}, "eu-south-1"), { ...USUAL, region: "eu-south-1" }],
    [input(legacy, {}, "cn-north-1"), { ...USUAL, region: "cn-north-1" }],
    [input(legacy, { use_fips_endpoint: "TRUE" }), { ...USUAL, useFips: true }],
    [input({ AWS_USE_FIPS_ENDPOINT: "" }, { use_fips_endpoint: "true" }), USUAL],
    [input({ AWS_USE_FIPS_ENDPOINT: "1" }), USUAL],
    [input({}, {}, "fips-eu-west-1"), { ...USUAL, useFips: true }],
    [input({}, {}, "eu-west-1-fips"), { ...USUAL, useFips: true }],
    [
      input({ AWS_USE_DUALSTACK_ENDPOINT: "true" }, {}, null),
      { ...USUAL, region: "us-east-1", useDualstack: true },
    ],
    [input({}, { use_dualstack_endpoint: "true" }), { ...USUAL, useDualstack: true }],
  ];
  for (const [given, wanted] of cases) assert.deepEqual(serviceEndpoint("sts", given), wanted);
  assert.deepEqual(serviceEndpoint("iam", input(legacy)), USUAL);
});

Deno.test("serviceEndpoint() prefers an address from the environment to the profile's, and one for STS to one for all", () => {
  const all = { AWS_ENDPOINT_URL_STS: "https://a", AWS_ENDPOINT_URL: "https://b" };
  const profile = { services: "dev", endpoint_url: "https://e" };
  const urlOf = (given: EndpointInput): string | null => serviceEndpoint("sts", given).url;
  assert.equal(urlOf(input(all, profile)), "https://a/");
  assert.equal(urlOf(input({ ...all, AWS_ENDPOINT_URL_STS: "" }, profile)), "https://b/");
  assert.equal(urlOf(input({}, profile)), "https://d/");
  assert.equal(urlOf(input({}, { ...profile, services: "s3" })), "https://e/");
  assert.equal(urlOf(input({}, { endpoint_url: "" })), null);
  assert.equal(urlOf(input({ ...all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "True" })), null);
  assert.equal(
    urlOf(input({}, { services: "none", ignore_configured_endpoint_urls: "true" })),
    null,
  );
  assert.equal(
    urlOf(input(
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "" },
      { ...profile, ignore_configured_endpoint_urls: "true" },
    )),
    "https://d/",
  );
  const given = input({ ...all, AWS_USE_FIPS_ENDPOINT: "true" }, {}, null);
  assert.deepEqual(serviceEndpoint("sts", given), {
    ...USUAL,
    region: "us-east-1",
    url: "https://a/",
  });
  assert.equal(serviceEndpoint("iam", given).url, "https://b/");
  assert.equal(
    serviceEndpoint("iam", input({ AWS_ENDPOINT_URL_IAM: "https://i" })).url,
    "https://i/",
  );
});

Deno.test("serviceEndpoint() accepts http on loopback only", () => {
  const at = (url: string) => () => serviceEndpoint("sts", input({ AWS_ENDPOINT_URL_STS: url }));
  for (
    const url of [
      "http://localhost:5000",
      "http://LOCALHOST/",
      "http://127.0.0.1:1/x",
      "http://127.255.3.4",
      "http://[::1]:80",
      "http://[0:0:0:0:0:0:0:1]",
      "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com",
    ]
  ) assert.equal(at(url)().url, new URL(url).href);
  for (
    const url of [
      "http://localhost.evil.com",
      "http://evil.localhost",
      "http://localhost.",
      "http://127.0.0.1.evil.com",
      "http://127.0.0.1@evil.com",
      "http://evil.com\\@localhost",
      "http://evil.com#@localhost",
      "http://128.0.0.1",
      "http://0.0.0.0",
      "http://10.0.0.1",
      "http://[::ffff:127.0.0.1]",
      "http://[::2]",
      "http://[fe80::1]",
      "ftp://localhost",
      "file:///etc/passwd",
      "localhost:5000",
      "sts.amazonaws.com",
      "http://",
      "  ",
    ]
  ) {
    const error = errorOf(at(url));
    assert.deepEqual([error.status, error.code, error.try], [
      78,
      "endpoint-refused",
      "unset AWS_ENDPOINT_URL_STS",
    ], url);
    assert.match(
      error.message,
      /^cannot call STS at the address from AWS_ENDPOINT_URL_STS: /,
      url,
    );
  }
  const secret = errorOf(at("http://me:hunter2@10.0.0.1/token"));
  assert.match(secret.message, /: http:\/\/10\.0\.0\.1 is neither https nor http to this machine$/);
});

Deno.test("serviceEndpoint() names the file and line of a value that it refuses", () => {
  const message = (profile: Readonly<Record<string, AwsValue>>): string => {
    const error = errorOf(() => serviceEndpoint("sts", input({}, profile)));
    assert.equal(error.status, 78);
    assert.equal(error.try, undefined);
    return error.message;
  };
  assert.match(
    message({ endpoint_url: "http://x" }),
    /address from endpoint_url of the profile \(\/c, line 2\): /,
  );
  assert.match(
    message({ sts_regional_endpoints: "Legacy" }),
    /line 2\) is neither legacy nor regional$/,
  );
  assert.match(
    message({ services: "none" }),
    /line 2\) names \[services none\], which does not exist/,
  );
  assert.match(message({ services: "empty" }), /\[services empty\], which does not exist/);
  assert.match(message({ services: "text" }), /sts of \[services text\] is not a nested block/);
  assert.match(
    message({ endpoint_url: new Map([["a", "b"]]) }),
    /line 2\) is a nested block, not a string/,
  );
  const error = errorOf(() => serviceEndpoint("sts", input({ AWS_STS_REGIONAL_ENDPOINTS: "x" })));
  assert.equal(error.try, "unset AWS_STS_REGIONAL_ENDPOINTS");
});

Deno.test("serviceEndpoint() refuses a region that cannot be part of a host name (78)", () => {
  for (
    const region of [
      "",
      "x.evil.com",
      "a/b",
      "a b",
      "-a",
      "a-",
      "123",
      "é",
      "a".repeat(64),
      "fips-",
      "fips--a",
      `fips-${"a".repeat(60)}`,
    ]
  ) {
    const error = errorOf(() => serviceEndpoint("sts", input({}, {}, region)));
    assert.deepEqual([error.status, error.code], [78, "bad-profile"], region);
    assert.match(error.message, / is not a region$/);
  }
});

Deno.test("serviceEndpoint() trusts AWS_CA_BUNDLE, then the profile's, then REQUESTS_CA_BUNDLE", () => {
  const of = (env: Record<string, string>, profile = {}): string | null =>
    serviceEndpoint("sts", input(env, profile)).caBundle;
  const rest = { REQUESTS_CA_BUNDLE: "/r" };
  assert.equal(of({ AWS_CA_BUNDLE: "/a", ...rest }, { ca_bundle: "/p" }), "/a");
  assert.equal(of(rest, { ca_bundle: "/p" }), "/p");
  assert.equal(of(rest), "/r");
  assert.equal(of({ AWS_CA_BUNDLE: "" }), null);
});
