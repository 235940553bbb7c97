import assert from "node:assert/strict";
import { plaintextCopies } from "../../../src/aws/sso/cli_caches.ts";
import { throwaway } from "../../throwaway.ts";
import { ignoreWithoutBotocore, python } from "../python.ts";
import { CORP } from "./fixtures.ts";

const LEGACY = { ...CORP, name: null };
const NAMED = { ...CORP, name: "größe 😀" };
const ROLES = [
  { session: CORP, account: "111122223333", role: "Developer" },
  { session: LEGACY, account: "111122223333", role: "ReadOnly" },
  { session: NAMED, account: "111122223333", role: "ReadOnly" },
];
// What AWS CLI 2.23.6 wrote for the first two roles and their sessions.
const FILES = {
  token: "sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
  legacyToken: "sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json",
  credentials: "cli/cache/6b17aaa4b7ddc1fd491e01d5f64d4b66d9e2b04c.json",
  legacyCredentials: "cli/cache/3dc21a8e3cbe3e87a4269e13611d8da2f514a43f.json",
};
const TOKEN = JSON.stringify({ startUrl: CORP.startUrl, accessToken: "access-1EXAMPLE" });
const CREDENTIALS = JSON.stringify({ ProviderType: "sso", Credentials: {} });

Deno.test("plaintextCopies() finds the files of the AWS CLI by their names, and nothing else", async () => {
  using home = throwaway();
  for (const folder of ["sso/cache", "cli/cache"]) {
    Deno.mkdirSync(`${home.folder}/.aws/${folder}`, { recursive: true });
  }
  const write = (name: string, text: string) =>
    Deno.writeTextFileSync(`${home.folder}/.aws/${name}`, text);
  write(FILES.token, TOKEN);
  write(FILES.legacyToken, TOKEN);
  write(FILES.credentials, CREDENTIALS);
  write(FILES.legacyCredentials, JSON.stringify({ Credentials: {} })); // not of SSO
  write("sso/cache/0000000000000000000000000000000000000000.json", TOKEN);
  write("cli/cache/0000000000000000000000000000000000000000.json", CREDENTIALS);
  const found = async (
    ...given: Parameters<typeof plaintextCopies> extends [unknown, ...infer R] ? R : never
  ) =>
    (await plaintextCopies(home.folder, ...given)).map(({ path, kind, session }) => [
      path.slice(`${home.folder}/.aws/`.length),
      kind,
      session,
    ]);
  assert.deepEqual(await found([CORP], ROLES.slice(0, 1)), [
    [FILES.token, "token", "corp"],
    [FILES.credentials, "role credentials", "corp"],
  ]);
  assert.deepEqual(await found([LEGACY], ROLES), [
    [FILES.legacyToken, "token", CORP.startUrl],
    [FILES.credentials, "role credentials", "corp"],
  ]);
  write(FILES.token, "{");
  assert.deepEqual(await found([CORP], []), []);
  using empty = throwaway();
  assert.deepEqual(await plaintextCopies(empty.folder, [CORP], ROLES), []);
});

Deno.test({
  name: "plaintextCopies() names the files as botocore does",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    using home = throwaway();
    const script = `
import json, os, sys
import botocore.credentials
for url, name, account, role in json.load(sys.stdin):
    fetcher = botocore.credentials.SSOCredentialFetcher(
        url, "us-east-1", role, account, None, sso_session_name=name, cache={})
    path = os.environ["CACHE"] + "/" + fetcher._create_cache_key() + ".json"
    with open(path, "w") as file:
        json.dump({"ProviderType": "sso", "Credentials": {}}, file)
print("0")
`;
    const cache = `${home.folder}/.aws/cli/cache`;
    Deno.mkdirSync(cache, { recursive: true });
    const cases = ROLES.map(({ session, account, role }) => [
      session.startUrl,
      session.name,
      account,
      role,
    ]);
    await python(script, cases, { CACHE: cache });
    const found = await plaintextCopies(home.folder, [], ROLES);
    const names = new Set(found.map(({ session }) => session));
    assert.deepEqual(names, new Set(["corp", CORP.startUrl, NAMED.name]));
  },
});
