import assert from "node:assert/strict";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { findProvider } from "../../src/aws/config/provider.ts";
import { callSts } from "../../src/aws/sts/client.ts";
import { serviceEndpoint } from "../../src/aws/endpoint.ts";
import { planCalls } from "../../src/credentials/plan_calls.ts";
import { nothingBound } from "../../src/credentials/plan_errors.ts";
import { findTool } from "../../src/tools/table.ts";
import { getCredentials } from "../../src/credentials/get_credentials.ts";
import { UserError } from "../../src/errors.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { Secret } from "../../src/secret.ts";
import { conformanceJson, conformancePath, ignoreWithoutData } from "../conformance.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";

const ITEM = { vault: "none", item: "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f002", title: "AWS dev" };
const LEFT = "left to the tool";

/**
 * What opaws does in each scenario of the SDKs' conformance tests, first with nothing bound, then with an item bound. A
 * bound item takes precedence over the credentials of the environment and of the machine, unless a profile is named or
 * `[default]` has a provider that opaws does not serve.
 */
const SCENARIOS: Readonly<Record<string, readonly [nothing: string, item: string]>> = {
  "default-credential-provider-chain/e2e_fips_and_dual_stack_sso": [LEFT, LEFT],
  "default-credential-provider-chain/ecs_assume_role": [LEFT, LEFT],
  "default-credential-provider-chain/ecs_credentials": [LEFT, "item"],
  "default-credential-provider-chain/eks_pod_identity_credentials": [LEFT, "item"],
  "default-credential-provider-chain/environment_variables": [LEFT, "item"],
  "default-credential-provider-chain/imds_assume_role": [LEFT, LEFT],
  "default-credential-provider-chain/imds_default_chain_error": ["nothing bound", "item"],
  "default-credential-provider-chain/imds_default_chain_retries": ["nothing bound", "item"],
  "default-credential-provider-chain/imds_no_iam_role": [LEFT, LEFT],
  "default-credential-provider-chain/prefer_environment": [LEFT, LEFT],
  "default-credential-provider-chain/profile_overrides_web_identity": [LEFT, LEFT],
  "default-credential-provider-chain/profile_static_keys": [LEFT, "item"],
  "default-credential-provider-chain/sso_assume_role": [LEFT, LEFT],
  "default-credential-provider-chain/sso_server_error": [LEFT, LEFT],
  "default-credential-provider-chain/web_identity_token_env": [LEFT, "item"],
  "default-credential-provider-chain/web_identity_token_invalid_jwt": [LEFT, LEFT],
  "default-credential-provider-chain/web_identity_token_profile": [LEFT, LEFT],
  "default-credential-provider-chain/web_identity_token_source_profile": [LEFT, LEFT],
  "profile-provider/assume_role_override_global_env_url": [LEFT, LEFT],
  "profile-provider/assume_role_override_global_profile_url": [LEFT, LEFT],
  "profile-provider/assume_role_override_service_env_url": [LEFT, LEFT],
  "profile-provider/credential_process": [LEFT, LEFT],
  "profile-provider/credential_process_account_id_fallback": [LEFT, LEFT],
  "profile-provider/credential_process_failure": [LEFT, LEFT],
  "profile-provider/e2e_assume_role": [LEFT, LEFT],
  "profile-provider/e2e_fips_and_dual_stack_sts": [LEFT, LEFT],
  "profile-provider/sso_override_global_env_url": [LEFT, LEFT],
};

/** Makes a home with the environment and the files of a scenario. */
function homeOf(scenario: string): Throwaway {
  const { HOME: _, ...environment } = conformanceJson(`aws-config/${scenario}/env.json`);
  const home = throwaway(environment);
  Deno.mkdirSync(`${home.folder}/.aws`);
  for (const name of ["config", "credentials"]) {
    const from = conformancePath(`aws-config/${scenario}/fs/home/.aws/${name}`);
    try {
      Deno.copyFileSync(from, `${home.folder}/.aws/${name}`);
    } catch {
      // Not every scenario has both.
    }
  }
  return home;
}

async function outcome(home: Throwaway, bound: boolean): Promise<string> {
  const config = readConfig(home.paths);
  try {
    const result = await getCredentials({ tool: findTool("aws")!, args: null, options: {} }, {
      host: home.host,
      paths: home.paths,
      config: bound ? { ...config, scopes: { ...config.scopes, global: { aws: ITEM } } } : config,
      terminal: null,
      ask: {
        vaultKey: () => Promise.reject(new Error("asked")),
        item: () => Promise.reject(new Error("asked")),
        oneTimeCode: () => Promise.reject(new Error("asked")),
        binding: (tool) => Promise.reject(nothingBound(tool)),
        signIn: (_, needed) => Promise.reject(needed),
        defaultVault: () => Promise.resolve("personal"),
      },
      report: () => {},
    });
    return result.kind === "unchanged" ? LEFT : result.kind;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The vault of the binding does not exist, so opaws tried to use the item.
    if (error.code === "stale-binding") return "item";
    return error.code === "no-binding" ? "nothing bound" : error.code;
  }
}

Deno.test({
  name: "getCredentials() serves each scenario of the SDKs or leaves it to the tool",
  ignore: ignoreWithoutData("aws-config/default-credential-provider-chain"),
  async fn() {
    const found: Record<string, readonly string[]> = {};
    for (const group of ["default-credential-provider-chain", "profile-provider"]) {
      const folder = conformancePath(`aws-config/${group}`);
      for (const { name } of Deno.readDirSync(folder)) {
        using home = homeOf(`${group}/${name}`);
        found[`${group}/${name}`] = [await outcome(home, false), await outcome(home, true)];
      }
    }
    assert.deepEqual(found, SCENARIOS);
  },
});

/** What happens to the STS call of a scenario if its keys are in an item. Endpoints without TLS are refused. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  assume_role_override_global_env_url: "endpoint-refused",
  assume_role_override_global_profile_url: "endpoint-refused",
  assume_role_override_service_env_url: "endpoint-refused",
  e2e_assume_role: "as recorded",
  e2e_fips_and_dual_stack_sts: "as recorded",
};

Deno.test({
  name: "callSts() sends AssumeRole to the endpoint that the SDKs use",
  ignore: ignoreWithoutData("aws-config/profile-provider"),
  async fn() {
    const found: Record<string, string> = {};
    for (const name of Object.keys(ENDPOINTS)) {
      using home = homeOf(`profile-provider/${name}`);
      Deno.removeSync(`${home.folder}/.aws/credentials`);
      found[name] = await callOutcome(home, `profile-provider/${name}`);
    }
    assert.deepEqual(found, ENDPOINTS);
  },
});

async function callOutcome(home: Throwaway, scenario: string): Promise<string> {
  const profiles = loadProfiles(home.host, home.folder);
  const provider = findProvider(profiles, "default", false);
  assert(provider.kind === "role");
  const [call] = planCalls({
    roles: provider.steps,
    profile: {},
    item: { oneTimePassword: false },
    options: { noSession: false },
  });
  const { events } = conformanceJson(`aws-config/${scenario}/http-traffic.json`);
  const pick = (kind: string) =>
    events.find(({ action }: { action: Record<string, unknown> }) => kind in action).action[kind];
  const responses = events.filter(({ action }: { action: { Data?: { direction: string } } }) =>
    action.Data?.direction === "Response"
  );
  using connection = new RecordedConnection(responses[0].action.Data.data.Utf8);
  try {
    const { values } = profiles.all.get("default")!;
    const { host } = home;
    const endpoint = serviceEndpoint("sts", {
      env: host.env,
      profile: values,
      services: profiles.services,
      region: "us-east-1",
      allowedHosts: [],
    });
    const source = { accessKeyId: "AKIAFAKE", secretAccessKey: new Secret("FAKE") };
    const options = { host: { now: () => 0 }, endpoint, caBundle: null, report: () => {} };
    const session = await callSts(call!, source, null, options);
    assert.equal(session.accessKeyId, "ASIARTESTID");
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  const recorded = new URLSearchParams(pick("Data").data.Utf8);
  const [head, body] = connection.sent.split("\r\n\r\n");
  const params = new URLSearchParams(body);
  for (const name of ["Action", "Version", "RoleArn"]) {
    assert.equal(params.get(name), recorded.get(name), name);
  }
  assert.match(head!, /^POST \/ HTTP\/1\.1\r\n/);
  assert.equal(`https://${connection.hostname}/`, pick("Request").request.uri);
  return "as recorded";
}

/** In place of every TLS connection, one that records what is sent and brings a response with the body `body`. */
class RecordedConnection implements Disposable {
  readonly #original = Deno.connectTls;
  hostname = "";
  sent = "";

  constructor(body: string) {
    let response = new TextEncoder().encode(`HTTP/1.1 200 OK\r\n\r\n${body}`);
    const connection = {
      write: (bytes: Uint8Array) => {
        this.sent += new TextDecoder().decode(bytes);
        return Promise.resolve(bytes.length);
      },
      read(into: Uint8Array) {
        const part = response.subarray(0, into.length);
        response = response.subarray(part.length);
        into.set(part);
        return Promise.resolve(part.length === 0 ? null : part.length);
      },
      close() {},
    };
    Deno.connectTls = ({ hostname = "" }) => {
      this.hostname = hostname;
      return Promise.resolve(connection as unknown as Deno.TlsConn);
    };
  }

  [Symbol.dispose](): void {
    Deno.connectTls = this.#original;
  }
}
