import assert from "node:assert/strict";
import { provision, type ProvisionInput } from "../../src/credentials/provision.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

const INPUT: ProvisionInput = {
  credentials: { accessKeyId: ID, secretAccessKey: SECRET },
  region: null,
  toolRegion: null,
  profile: null,
  settings: {},
  environment: { own: () => undefined, provided: {} },
};

/** An environment in which the user set `own`, and an outer opaws set `provided`. */
function environment(
  own: Record<string, string>,
  provided: Record<string, string> = {},
): ProvisionInput["environment"] {
  return { own: (name) => own[name], provided };
}

const OTHER_CREDENTIALS = [
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
];

Deno.test("provision() sets the access key and unsets every other credential variable", () => {
  const { set, unset } = provision(INPUT);
  assert.deepEqual(set, { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET });
  assert.deepEqual(
    [...unset].sort(),
    [...OTHER_CREDENTIALS, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"].sort(),
  );
});

Deno.test("provision() refuses a value that contains NUL, and does not quote it", () => {
  const secretAccessKey = new Secret("wJalr\0EXAMPLEKEY");
  assert.throws(
    () => provision({ ...INPUT, credentials: { accessKeyId: ID, secretAccessKey } }),
    (error) =>
      error instanceof UserError && error.status === 65 &&
      error.message === "cannot set AWS_SECRET_ACCESS_KEY for the tool: " +
          "its value contains NUL, which no variable can hold",
  );
});

Deno.test("provision() sets token and expiry of temporary credentials, region and profile", () => {
  const sessionToken = new Secret("token");
  const { set, unset } = provision({
    ...INPUT,
    credentials: {
      accessKeyId: ID,
      secretAccessKey: SECRET,
      sessionToken,
      expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    },
    region: { name: "eu-central-1", source: "the item" },
    profile: "dev",
  });
  assert.deepEqual(set, {
    AWS_ACCESS_KEY_ID: ID,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_EXPIRATION: "2026-01-02T03:04:05.000Z",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_PROFILE: "dev",
    OPAWS_PROVIDED: '{"AWS_REGION":"eu-central-1","AWS_DEFAULT_REGION":"eu-central-1"}',
  });
  const names = Object.keys(set);
  assert.deepEqual(unset.filter((name) => names.includes(name)), []);
  assert(unset.includes("AWS_DEFAULT_PROFILE"));
});

Deno.test("provision() sets no region that the tool finds by itself", () => {
  const { set } = provision({
    ...INPUT,
    region: { name: "eu-west-1", source: 'profile "default"' },
    toolRegion: "eu-west-1",
  });
  assert.deepEqual(Object.keys(set).sort(), ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
});

Deno.test("provision() sets the missing region variable and leaves the user's own unchanged", () => {
  const { set } = provision({
    ...INPUT,
    region: { name: "eu-west-1", source: "the environment" },
    toolRegion: "eu-west-1",
    environment: environment({ AWS_REGION: "eu-west-1" }),
  });
  assert.equal(set.AWS_DEFAULT_REGION, "eu-west-1");
  assert.equal(set.OPAWS_PROVIDED, '{"AWS_DEFAULT_REGION":"eu-west-1"}');
});

Deno.test("provision() unsets settings from an outer opaws that this one does not provide", () => {
  const provided = {
    AWS_REGION: "a",
    AWS_DEFAULT_REGION: "a",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  };
  const { set, unset } = provision({ ...INPUT, environment: environment({}, provided) });
  assert.deepEqual(Object.keys(set).sort(), ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
  for (const name of [...Object.keys(provided), "OPAWS_PROVIDED"]) {
    assert(unset.includes(name), name);
  }
  const changed = provision({
    ...INPUT,
    environment: environment({ AWS_REGION: "mine" }, provided),
  });
  assert(!changed.unset.includes("AWS_REGION"), "the user set it again since");
});

Deno.test("provision() passes settings on unless the user set them", () => {
  const settings = { AWS_RETRY_MODE: "adaptive", AWS_MAX_ATTEMPTS: "7" };
  const { set } = provision({
    ...INPUT,
    settings,
    environment: environment({ AWS_MAX_ATTEMPTS: "2" }),
  });
  assert.equal(set.AWS_RETRY_MODE, "adaptive");
  assert(!("AWS_MAX_ATTEMPTS" in set));
});
