import assert from "node:assert/strict";
import { restoreFiles } from "../../src/credentials/restore_files.ts";
import { serverEnvironment } from "../../src/credentials/server_environment.ts";
import type { CredentialsResult } from "../../src/credentials/context.ts";
import { Secret } from "../../src/secret.ts";

const URI = "http://127.0.0.1:4000/credentials";
const KEYS = {
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: new Secret("s"),
  AWS_SESSION_TOKEN: new Secret("t"),
  AWS_CREDENTIAL_EXPIRATION: "2026-01-01T00:00:00Z",
};

Deno.test("serverEnvironment() replaces the keys with the server and keeps the rest", () => {
  const change = {
    set: { ...KEYS, AWS_REGION: "eu-west-1", OPAWS_CHOSEN: "ASIAEXAMPLE" },
    unset: ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ROLE_ARN", "AWS_CONFIG_FILE"],
  };
  const token = new Secret("token");
  const copies = { AWS_CONFIG_FILE: "/run/copy" };
  const env = (name: string) => name === "AWS_CONFIG_FILE" ? "/mine" : undefined;
  const { set, unset } = serverEnvironment(change, { uri: URI, token, copies }, env);
  assert.deepEqual(set, {
    AWS_REGION: "eu-west-1",
    OPAWS_CHOSEN: URI,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: URI,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    AWS_CONFIG_FILE: "/run/copy",
    OPAWS_AWS_FILES: '{"AWS_CONFIG_FILE":["/run/copy","/mine"]}',
  });
  assert.deepEqual(unset, ["AWS_ROLE_ARN", ...Object.keys(KEYS)]);
});

Deno.test("restoreFiles() gives the user's own files to a tool that opaws decides about again", () => {
  const record = { AWS_CONFIG_FILE: ["/c", "/mine"], AWS_SHARED_CREDENTIALS_FILE: ["/d", null] };
  const variables: Record<string, string> = {
    OPAWS_AWS_FILES: JSON.stringify(record),
    AWS_CONFIG_FILE: "/c",
    AWS_SHARED_CREDENTIALS_FILE: "/d",
  };
  const host = { env: (name: string) => variables[name] };
  const restored = (plan: unknown) =>
    restoreFiles({ set: {}, unset: [] }, { plan } as CredentialsResult, host);
  assert.deepEqual(restored({ kind: "item" }), {
    set: { AWS_CONFIG_FILE: "/mine" },
    unset: ["AWS_SHARED_CREDENTIALS_FILE", "OPAWS_AWS_FILES"],
  });
  assert.deepEqual(restored({ kind: "none" }).unset, []);
  assert.deepEqual(restored({ kind: "tool", cause: "chosen-before" }).unset, []);
  variables.AWS_CONFIG_FILE = "/changed since";
  assert.deepEqual(restored({ kind: "tool", cause: "provider" }), {
    set: {},
    unset: ["AWS_SHARED_CREDENTIALS_FILE", "OPAWS_AWS_FILES"],
  });
});
