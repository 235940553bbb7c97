// The scenarios with sso of shared/conformance/aws-config, with opaws signed in to the session.
import assert from "node:assert/strict";
import { loadProfiles } from "../../../src/aws/config/profiles.ts";
import { ssoProfile } from "../../../src/aws/sso/session.ts";
import { getCredentials } from "../../../src/credentials/get_credentials.ts";
import { writeTokens } from "../../../src/credentials/sso/sign_in_tokens.ts";
import { nothingBound } from "../../../src/credentials/plan_errors.ts";
import { Secret } from "../../../src/secret.ts";
import { EMPTY_CONFIG } from "../../../src/scope/config.ts";
import { findTool } from "../../../src/tools/table.ts";
import { importSecret } from "../../../src/vault/crypto/derive.ts";
import { sealerOf } from "../../../src/vault/crypto/sealer.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { createVault } from "../../../src/vault/store/create.ts";
import { readVault } from "../../../src/vault/store/read.ts";
import { conformanceJson, conformanceText, ignoreWithoutData } from "../../conformance.ts";
import { rejectionOf } from "../../error_of.ts";
import { throwaway } from "../../throwaway.ts";
import { CHEAP, PASSWORD } from "../../vault/temp_vault.ts";

const CHAIN = "aws-config/default-credential-provider-chain";

/** Serves the responses of the scenario, and keeps what it is asked for. */
function serve(
  scenario: string,
): { url: string; asked: [string | null, string][]; stop: () => Promise<void> } {
  const { events } = conformanceJson(`${CHAIN}/${scenario}/http-traffic.json`);
  // deno-lint-ignore no-explicit-any -- the shape of the recorded traffic
  const actions: any[] = events.map(({ action }: { action: unknown }) => action);
  const { Ok } = actions.find((each) => "Response" in each).Response.response;
  const body = actions.filter((each) => each.Data?.direction === "Response")
    .map((each) => each.Data.data.Utf8 ?? "").join("");
  const asked: [string | null, string][] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    asked.push([request.headers.get("x-amz-sso_bearer_token"), request.url]);
    const headers = { "content-type": "application/json" };
    return new Response(body, { status: Ok.status, headers });
  });
  const stop = async () => {
    await server.shutdown();
  };
  return { url: `http://127.0.0.1:${server.addr.port}`, asked, stop };
}

async function credentialsOf(scenario: string, url: string) {
  const { HOME: _, ...env } = conformanceJson(`${CHAIN}/${scenario}/env.json`);
  using home = throwaway({ ...env, AWS_ENDPOINT_URL_SSO: url });
  const host = { ...home.host, now: () => 1_000_000_000_000 }; // before what the scenarios call expiry
  const config = conformanceText(`${CHAIN}/${scenario}/fs/home/.aws/config`);
  Deno.mkdirSync(`${home.folder}/.aws`);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  const { session } = ssoProfile(loadProfiles(host, home.folder), env.AWS_PROFILE)!;
  const { key } = await createVault(host, home.paths, "personal", PASSWORD, CHEAP);
  const { file } = readVault(home.paths, "personal");
  await writeTokens(host, home.paths, {
    session,
    vault: "personal",
    sealer: sealerOf(await importSecret(key.bytes), file.id),
    signedInAt: host.now(),
    registration: { grant: "code", clientId: "c", clientSecret: new Secret("s"), expiresAt: 1e15 },
    tokens: { accessToken: new Secret("a-token"), refreshToken: null, expiresAt: 1e15 },
  });
  return await getCredentials({ tool: findTool("aws")!, args: null, options: {} }, {
    host,
    paths: home.paths,
    config: EMPTY_CONFIG,
    terminal: null,
    ask: {
      vaultKey: () => Promise.resolve(new VaultKey(key.bytes.slice())),
      item: () => Promise.reject(new Error("asked")),
      oneTimeCode: () => Promise.reject(new Error("asked")),
      binding: (tool) => Promise.reject(nothingBound(tool)),
      signIn: (_, needed) => Promise.reject(needed),
      defaultVault: () => Promise.resolve("personal"),
    },
    report: () => {},
  });
}

for (const scenario of ["sso_assume_role", "e2e_fips_and_dual_stack_sso", "sso_server_error"]) {
  Deno.test({
    name: `the scenario ${scenario} of others ends as it says, with opaws signed in`,
    ignore: ignoreWithoutData(CHAIN),
    fn: async () => {
      const { result } = conformanceJson(`${CHAIN}/${scenario}/test-case.json`);
      const { url, asked, stop } = serve(scenario);
      try {
        if (result.Ok === undefined) {
          const error = await rejectionOf(credentialsOf(scenario, url));
          assert.match(error.message, /cannot get credentials of role MySsoRole/);
        } else {
          const found = await credentialsOf(scenario, url);
          assert(found.kind === "provided");
          const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = found.credentials;
          assert.deepEqual(
            [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal(), expiresAt! / 1000],
            [
              result.Ok.access_key_id,
              result.Ok.secret_access_key,
              result.Ok.session_token,
              result.Ok.expiry,
            ],
          );
        }
        const [token, target] = asked[0]!;
        assert.equal(token, "a-token");
        assert.deepEqual([...new URL(target).searchParams].sort(), [
          ["account_id", "123456789"],
          ["role_name", "MySsoRole"],
        ]);
      } finally {
        await stop();
      }
    },
  });
}
