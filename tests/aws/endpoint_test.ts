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
    allowedHosts: ["a", "b", "d", "e", "i"],
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
  assert.match(
    secret.message,
    /: http:\/\/10\.0\.0\.1 is neither AWS's nor this machine's, nor in/,
  );
});

const AWS = [
  "sts.amazonaws.com",
  "STS.eu-west-1.amazonaws.com",
  "sts-fips.us-east-1.amazonaws.com",
  "sts.us-gov-west-1.amazonaws.com",
  "sts.cn-north-1.amazonaws.com.cn",
  "sts.us-iso-east-1.c2s.ic.gov",
  "sts.us-isob-east-1.sc2s.sgov.gov",
  "sts.eu-isoe-west-1.cloud.adc-e.uk",
  "sts.us-isof-south-1.csp.hci.ic.gov",
  "sts.eusc-de-east-1.amazonaws.eu",
  "sts.eu-west-1.api.aws",
  "sts-fips.us-east-1.api.aws",
  "sts.cn-north-1.api.amazonwebservices.com.cn",
  "vpce-0a1b-c2d3.sts.eu-west-1.vpce.amazonaws.com",
  "vpce-0a1b-c2d3-eu-west-1a.sts.eu-west-1.vpce.amazonaws.com",
  "vpce-0a1b.sts.cn-north-1.vpce.amazonaws.com.cn",
];
const NOT_AWS = [
  "evil.example",
  "amazonaws.com",
  "evil.amazonaws.com",
  "sts.amazonaws.com.evil.example",
  "evilamazonaws.com",
  "sts.eu-west-1.amazonaws.com.",
  "sts.s3.amazonaws.com",
  "sts.s3-us-west-2.amazonaws.com",
  "sts.s3.us-west-2.amazonaws.com",
  "x.execute-api.eu-west-1.amazonaws.com",
  "ec2-192-0-2-1.eu-west-1.compute.amazonaws.com",
  "x-1.eu-west-1.elb.amazonaws.com",
  "vpce-0a1b.vpce-svc-0c2d.eu-west-1.vpce.amazonaws.com",
  "iam.amazonaws.com",
  "my-sts.eu-west-1.amazonaws.com",
  "xsts.us-east-1.api.aws",
  "sts.x.api.aws",
];

Deno.test("serviceEndpoint() accepts the names of AWS's own endpoints, and refuses those of its customers (78)", () => {
  const at = (host: string) => () => serviceEndpoint("sts", input({}, { endpoint_url: host }));
  for (const host of AWS) {
    assert.equal(at(`https://${host}/`)().url, `https://${host.toLowerCase()}/`);
    assert.equal(errorOf(at(`http://${host}/`)).code, "endpoint-refused", host);
  }
  for (const host of NOT_AWS) {
    const error = errorOf(at(`https://me:hunter2@${host}/`));
    assert.deepEqual([error.status, error.code], [78, "endpoint-refused"], host);
    assert.equal(error.try, `opaws config set endpoints.allow a,b,d,e,i,${host}`);
    assert.doesNotMatch(error.message, /hunter2/);
  }
  for (const host of ["iam.amazonaws.com", "iam.global.api.aws", "iam.us-gov.amazonaws.com"]) {
    const given = input({ AWS_ENDPOINT_URL: `https://${host}` });
    assert.equal(serviceEndpoint("iam", given).url, `https://${host}/`);
  }
});

Deno.test("serviceEndpoint() accepts an allowed host by https only, with any port", () => {
  const at = (url: string) => () => serviceEndpoint("sts", input({ AWS_ENDPOINT_URL: url }));
  assert.equal(at("https://A:8443/x")().url, "https://a:8443/x");
  assert.match(errorOf(at("http://a")).message, /: http:\/\/a is not https$/);
  const escaped = errorOf(at("https://evil\u202e.example"));
  assert.doesNotMatch(escaped.message, /\u202e/);
});

Deno.test("serviceEndpoint() names the file and line of a value that it refuses", () => {
  const message = (profile: Readonly<Record<string, AwsValue>>): string => {
    const error = errorOf(() => serviceEndpoint("sts", input({}, profile)));
    assert.equal(error.status, 78);
    assert.equal(error.try, undefined, error.message);
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
