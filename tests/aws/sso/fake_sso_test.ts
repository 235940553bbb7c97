import assert from "node:assert/strict";
import { ignoreWithoutBotocore, python } from "../python.ts";
import { FakeSso } from "./fake_sso.ts";

const SCRIPT = `
import datetime, json, sys, time, urllib.request
import botocore.credentials, botocore.session, botocore.exceptions
from botocore.config import Config
import botocore
given = json.load(sys.stdin)
session = botocore.session.Session()
unsigned = Config(signature_version=botocore.UNSIGNED, retries={"total_max_attempts": 1})
def client(service):
    return session.create_client(service, region_name="us-east-1", endpoint_url=given["url"], config=unsigned)
oidc, sso = client("sso-oidc"), client("sso")
found = {}
registered = oidc.register_client(clientName="botocore", clientType="public", scopes=["sso:account:access"])
who = {key: registered[key] for key in ("clientId", "clientSecret")}
device = oidc.start_device_authorization(startUrl="https://acme.awsapps.com/start", **who)
grant = "urn:ietf:params:oauth:grant-type:device_code"
try:
    oidc.create_token(grantType=grant, deviceCode=device["deviceCode"], **who)
except oidc.exceptions.AuthorizationPendingException as error:
    found["pending"] = error.response["Error"]["Code"]
urllib.request.urlopen(device["verificationUriComplete"]).read()
token = oidc.create_token(grantType=grant, deviceCode=device["deviceCode"], **who)
token = oidc.create_token(grantType="refresh_token", refreshToken=token["refreshToken"], **who)

class Tokens:
    def __call__(self, start_url, session_name=None):
        return {"accessToken": token["accessToken"], "expiresAt": "2099-01-01T00:00:00Z"}

fetcher = botocore.credentials.SSOCredentialFetcher(
    "https://acme.awsapps.com/start", "us-east-1", "Developer", "111122223333",
    lambda service, **options: client(service), token_loader=Tokens(), cache={})
found["key"] = fetcher.fetch_credentials()["access_key"]
pages = sso.get_paginator("list_accounts").paginate(accessToken=token["accessToken"])
found["accounts"] = [each["accountId"] for page in pages for each in page["accountList"]]
try:
    sso.get_role_credentials(roleName="Admin", accountId="111122223333", accessToken=token["accessToken"])
except sso.exceptions.ClientError as error:
    found["forbidden"] = error.response["Error"]["Code"]
sso.logout(accessToken=token["accessToken"])
try:
    sso.list_accounts(accessToken=token["accessToken"])
except sso.exceptions.UnauthorizedException as error:
    found["ended"] = error.response["Error"]["Code"]
json.dump(found, sys.stdout)
`;

Deno.test({
  name: "FakeSso takes what botocore sends, from the registration to the end of the session",
  ignore: ignoreWithoutBotocore(),
  fn: async () => {
    await using sso = FakeSso.start();
    assert.deepEqual(await python(SCRIPT, { url: sso.url }), {
      pending: "AuthorizationPendingException",
      key: "ASIASSO0001EXAMPLE",
      accounts: ["111122223333", "444455556666", "777788889999"],
      forbidden: "ForbiddenException",
      ended: "UnauthorizedException",
    });
  },
});

Deno.test("FakeSso refuses requests that no real client sends", async () => {
  await using sso = FakeSso.start();
  const post = async (path: string, body: unknown, type = "application/json") => {
    const headers = { "content-type": type };
    const text = JSON.stringify(body);
    const response = await fetch(sso.url + path, { method: "POST", headers, body: text });
    await response.body?.cancel();
    return [response.status, response.headers.get("x-amzn-errortype")];
  };
  const client = { clientName: "x", clientType: "public" };
  const code = {
    ...client,
    grantTypes: ["authorization_code"],
    redirectUris: ["http://127.0.0.1/oauth/callback"],
    issuerUrl: "https://acme.awsapps.com/start",
  };
  assert.deepEqual(await post("/client/register", code), [200, null]);
  const refused: [string, unknown, string?][] = [
    ["/client/register", { ...client, clientType: "confidential" }],
    ["/client/register", { ...client, odd: "x" }],
    ["/client/register", client, "text/plain"],
    ["/client/register", { ...code, redirectUris: ["http://a.example/oauth/callback"] }],
    ["/client/register", { ...code, issuerUrl: "https://other.awsapps.com/start" }],
    ["/token", { clientId: "a", clientSecret: "b", grantType: "password" }],
    ["/device_authorization", { clientId: "a", clientSecret: "b", startUrl: "c" }],
    ["/logout", {}],
  ];
  for (const [path, body, type] of refused) {
    const [status, name] = await post(path, body, type);
    assert(Number(status) >= 400 && String(name).endsWith("Exception"), path);
  }
});
