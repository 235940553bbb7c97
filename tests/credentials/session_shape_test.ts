import assert from "node:assert/strict";
import type { Credentials } from "../../src/aws/credentials.ts";
import type { RoleConfig } from "../../src/aws/config/role_config.ts";
import { sessionShapes } from "../../src/credentials/session_shape.ts";
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

function shape(
  step: Partial<RoleConfig> = {},
  key: Partial<Credentials> = {},
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
  return sessionShapes(calls, { ...KEY, ...key }, { ...ENDPOINT, ...endpoint }).at(-1)!;
}

Deno.test("sessionShapes() differ with everything that shapes the session", () => {
  const shapes = [
    shape(),
    shape({ role: "r2" }),
    shape({ sessionName: "n2" }),
    shape({ externalId: "e2" }),
    shape({ durationSeconds: 901 }),
    shape({ mfaSerial: "m2" }),
    shape({ sourceIdentity: "i2" }),
    shape({ tags: [{ key: "k", value: "v2" }] }),
    shape({ transitiveTags: [] }),
    shape({}, { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    shape({}, { secretAccessKey: new Secret("s2") }),
    shape({}, {}, { region: "us-east-1" }),
    shape({}, {}, { url: "http://localhost:5000" }),
    shape({}, {}, { useFips: true }),
    shape({}, {}, { useDualstack: true }),
    shape({}, {}, { useGlobalEndpoint: true }),
    shape({}, {}, {}, { role: "other" }),
    shape({}, {}, {}, { externalId: "other" }),
  ];
  assert.equal(new Set(shapes).size, shapes.length);
  assert.equal(shape(), shapes[0]);
});

Deno.test("sessionShapes() are the same for two profiles that describe the same role", () => {
  assert.equal(shape({ profile: "z" }, {}, {}, { profile: "y" }), shape());
});

Deno.test("sessionShapes() of the user's own session differ with its device, its duration and the key", () => {
  const own = (mfaSerial: string, durationSeconds: number, key: Partial<Credentials> = {}) =>
    sessionShapes(
      planCalls({
        roles: [],
        profile: { mfaSerial },
        item: { oneTimePassword: true },
        options: { noSession: false, durationSeconds },
      }),
      { ...KEY, ...key },
      ENDPOINT,
    )[0]!;
  const shapes = [
    own("m", 900),
    own("m2", 900),
    own("m", 901),
    own("m", 900, { accessKeyId: "AKIAI44QH8DHBEXAMPLE" }),
    own("m", 900, { secretAccessKey: new Secret("s2") }),
  ];
  assert.equal(new Set(shapes).size, shapes.length);
  assert.equal(own("m", 900), shapes[0]);
});

Deno.test("sessionShapes() of the user's own session are the same in every region", () => {
  const calls = planCalls({
    roles: [STEP],
    profile: {},
    item: { oneTimePassword: true },
    options: { noSession: false },
  });
  const [here, there] = ["eu-west-1", "us-east-1"].map((region) =>
    sessionShapes(calls, KEY, { ...ENDPOINT, region })
  );
  assert.equal(here?.length, 2);
  assert.equal(here![0], there![0]);
  assert.notEqual(here![1], there![1]);
  const [global] = sessionShapes(calls, KEY, { ...ENDPOINT, useGlobalEndpoint: true });
  assert.notEqual(global, here![0]);
});
