import assert from "node:assert/strict";
import { SSOClient } from "@aws-sdk/client-sso";
import { authorizePage } from "../../../src/aws/sso/oidc.ts";
import { type ServiceEndpoint, serviceEndpoint } from "../../../src/aws/endpoint.ts";
import { denoHost } from "../../../src/host.ts";
import { errorOf } from "../../error_of.ts";
import { conformanceJson, conformanceText, ignoreWithoutData } from "../../conformance.ts";
import { ignoreWithoutBotocore, python } from "../python.ts";
import { CORP } from "./fixtures.ts";

const REGIONS = [
  "us-east-1",
  "eu-central-2",
  "cn-north-1",
  "cn-northwest-1",
  "us-gov-west-1",
  "us-gov-east-1",
  "eusc-de-east-1",
];
const SCENARIOS = "aws-config/default-credential-provider-chain";

function endpointOf(
  service: "sso" | "sso-oidc",
  region: string,
  env: Readonly<Record<string, string>> = {},
): ServiceEndpoint {
  const nothing = { profile: new Map(), services: new Map(), allowedHosts: [] };
  return serviceEndpoint(service, { env: (name) => env[name], region, ...nothing });
}

/** Returns the address that the SDK makes of the endpoint of the portal. */
function portalUrl({ region, useFips, useDualstack }: ServiceEndpoint): string {
  const { endpointProvider } = new SSOClient({ region }).config;
  return endpointProvider({ Region: region, UseFIPS: useFips, UseDualStack: useDualstack }).url
    .href;
}

async function authorizeUrl(endpoint: ServiceEndpoint): Promise<string> {
  const options = { host: denoHost, endpoint, caBundle: null, report: () => {} };
  return (await authorizePage(CORP, options)).replace(/authorize$/, "");
}

const SCRIPT = `
import json, sys
import botocore.session, botocore
from botocore.config import Config
from urllib.parse import urlsplit
session = botocore.session.Session()

class Stop(Exception):
    pass

def host(name, region, config, call):
    client = session.create_client(name, region_name=region, config=config)
    seen = []
    def stop(request, **_):
        seen.append(urlsplit(request.url))
        raise Stop
    client.meta.events.register("before-send", stop)
    try:
        call(client)
    except Stop:
        return seen[0].scheme + "://" + seen[0].netloc

found = []
for region, fips, dual in json.load(sys.stdin):
    config = Config(signature_version=botocore.UNSIGNED, use_fips_endpoint=fips, use_dualstack_endpoint=dual)
    found.append([
        host("sso", region, config, lambda client: client.list_accounts(accessToken="x")),
        host("sso-oidc", region, config, lambda client: client.register_client(clientName="x", clientType="public")),
    ])
json.dump(found, sys.stdout)
`;

Deno.test({
  name: "the portal and the authorize page are on botocore's host names, in every partition",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    const cases = REGIONS.flatMap((region) =>
      [[false, false], [true, false], [false, true], [true, true]].map(([fips, dual]) =>
        [region, fips!, dual!] as const
      )
    );
    const theirs: [string, string][] = await python(SCRIPT, cases);
    for (const [index, [region, fips, dual]] of cases.entries()) {
      const env = {
        AWS_USE_FIPS_ENDPOINT: String(fips),
        AWS_USE_DUALSTACK_ENDPOINT: String(dual),
      };
      const ours = [
        portalUrl(endpointOf("sso", region, env)),
        await authorizeUrl(endpointOf("sso-oidc", region, env)),
      ];
      assert.deepEqual(ours, theirs[index]!.map((url) => `${url}/`), `${region} ${fips} ${dual}`);
    }
  },
});

Deno.test("an address for the services is AWS's own or loopback, and has a variable for each service", () => {
  const portal = (url: string) => endpointOf("sso", "eu-west-1", { AWS_ENDPOINT_URL_SSO: url }).url;
  const oidc = (url: string) =>
    endpointOf("sso-oidc", "eu-west-1", { AWS_ENDPOINT_URL_SSO_OIDC: url }).url;
  for (
    const host of [
      "portal.sso.eu-west-1.amazonaws.com",
      "portal.sso-fips.us-east-1.amazonaws.com",
      "portal.sso.cn-north-1.amazonaws.com.cn",
      "portal.sso.eusc-de-east-1.amazonaws.eu",
      "portal.sso.us-east-1.api.aws",
    ]
  ) assert.equal(portal(`https://${host}`), `https://${host}/`);
  assert.equal(
    oidc("https://oidc.us-gov-west-1.amazonaws.com"),
    "https://oidc.us-gov-west-1.amazonaws.com/",
  );
  assert.equal(oidc("http://127.0.0.1:8080"), "http://127.0.0.1:8080/");
  assert.equal(
    endpointOf("sso-oidc", "eu-west-1", { AWS_ENDPOINT_URL_SSO: "https://x" }).url,
    null,
  );
  for (
    const url of [
      "https://portal.sso.eu-west-1.example.com",
      "https://oidc.eu-west-1.amazonaws.com",
      "https://portalxsso.eu-west-1.amazonaws.com",
      "https://a.portal.sso.eu-west-1.amazonaws.com",
      "http://portal.sso.eu-west-1.amazonaws.com",
    ]
  ) assert.match(errorOf(() => portal(url)).message, /cannot call IAM Identity Center at the addr/);
});

Deno.test({
  name: "GetRoleCredentials goes where the scenarios with sso of others send it",
  ignore: ignoreWithoutData(SCENARIOS),
  fn: () => {
    for (const name of ["e2e_fips_and_dual_stack_sso", "sso_assume_role", "sso_server_error"]) {
      const env = conformanceJson(`${SCENARIOS}/${name}/env.json`);
      const config = conformanceText(`${SCENARIOS}/${name}/fs/home/.aws/config`);
      const region = /sso_region = (\S+)/.exec(config)![1]!;
      const traffic = conformanceJson(`${SCENARIOS}/${name}/http-traffic.json`);
      const { request } = traffic.events[0].action.Request;
      const expected = new URL("/", request.uri).href;
      assert.equal(portalUrl(endpointOf("sso", region, env)), expected, name);
    }
  },
});
