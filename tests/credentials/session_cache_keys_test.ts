import assert from "node:assert/strict";
import type { Credentials } from "../../src/aws/credentials.ts";
import type { RoleConfig } from "../../src/aws/config/role_config.ts";
import { sessionCacheKeys } from "../../src/credentials/session_cache_keys.ts";
import type { ServiceEndpoint } from "../../src/aws/endpoint.ts";
import { planCalls } from "../../src/credentials/plan_calls.ts";
import { Secret } from "../../src/secret.ts";

const KEY: Credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: new Secret("s") };
const STEP: RoleConfig = {
  profile: "a",
  role: "r",
  sessionName: "n",
  externalId: "e",
  durationSeconds: 900,
  mfaSerial: "m",
  sourceIdentity: "i",
  tags: [{ key: "k", value: "v" }],
  transitiveTags: ["k"],
};
const ENDPOINT: ServiceEndpoint = {
  region: "eu-west-1",
  url: null,
  useGlobalEndpoint: false,
  useFips: false,
  useDualstack: false,
  caBundle: null,
};

/** Returns the cache key of a role's session, the last of two. */
function keyOf(
  step: Partial<RoleConfig> = {},
  accessKey: Partial<Credentials> = {},
  endpoint: Partial<ServiceEndpoint> = {},
  first: Partial<RoleConfig> = {},
): string {
  const steps = [{ profile: "b", role: "first", ...first }, { ...STEP, ...step }];
  const calls = planCalls({
    roles: steps,
    profile: {},
    item: { oneTimePassword: false },
    options: { noSession: false },
  });
  return sessionCacheKeys(calls, { ...KEY, ...accessKey }, { ...ENDPOINT, ...endpoint }).at(-1)!;
}

Deno.test("sessionCacheKeys() returns another key if anything that shapes the session differs", () => {
  const keys = [
    keyOf(),
    keyOf({ role: "r2" }),
    keyOf({ sessionName: "n2" }),
    keyOf({ externalId: "e2" }),
    keyOf({ durationSeconds: 901 }),
    keyOf({ mfaSerial: "m2" }),
    keyOf({ sourceIdentity: "i2" }),
    keyOf({ tags: [{ key: "k", value: "v2" }] }),
    keyOf({ transitiveTags: [] }),
    keyOf({}, { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    keyOf({}, { secretAccessKey: new Secret("s2") }),
    keyOf({}, {}, { region: "us-east-1" }),
    keyOf({}, {}, { url: "http://localhost:5000" }),
    keyOf({}, {}, { useFips: true }),
    keyOf({}, {}, { useDualstack: true }),
    keyOf({}, {}, { useGlobalEndpoint: true }),
    keyOf({}, {}, {}, { role: "other" }),
    keyOf({}, {}, {}, { externalId: "other" }),
  ];
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keyOf(), keys[0]);
});

Deno.test("sessionCacheKeys() returns the same key for two profiles that describe the same role", () => {
  assert.equal(keyOf({ profile: "z" }, {}, {}, { profile: "y" }), keyOf());
});

Deno.test("sessionCacheKeys() returns another key for GetSessionToken if device, duration or access key differs", () => {
  const own = (mfaSerial: string, durationSeconds: number, accessKey: Partial<Credentials> = {}) =>
    sessionCacheKeys(
      planCalls({
        roles: [],
        profile: { mfaSerial },
        item: { oneTimePassword: true },
        options: { noSession: false, durationSeconds },
      }),
      { ...KEY, ...accessKey },
      ENDPOINT,
    )[0]!;
  const keys = [
    own("m", 900),
    own("m2", 900),
    own("m", 901),
    own("m", 900, { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    own("m", 900, { secretAccessKey: new Secret("s2") }),
  ];
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(own("m", 900), keys[0]);
});

Deno.test("sessionCacheKeys() returns the same key for GetSessionToken in every region", () => {
  const calls = planCalls({
    roles: [STEP],
    profile: {},
    item: { oneTimePassword: true },
    options: { noSession: false },
  });
  const [ireland, virginia] = ["eu-west-1", "us-east-1"].map((region) =>
    sessionCacheKeys(calls, KEY, { ...ENDPOINT, region })
  );
  assert.equal(ireland?.length, 2);
  assert.equal(ireland![0], virginia![0]);
  assert.notEqual(ireland![1], virginia![1]);
  const [global] = sessionCacheKeys(calls, KEY, { ...ENDPOINT, useGlobalEndpoint: true });
  assert.notEqual(global, ireland![0]);
});
