import assert from "node:assert/strict";
import { accessKey, chooseRegion, provision } from "../../src/credentials/provision.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import type { Field, Item } from "../../src/vault/item.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

const RIVALS = [
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

Deno.test("provision() sets the long-lived pair and unsets every rival", () => {
  const { set, unset } = provision({
    credentials: { accessKeyId: ID, secretAccessKey: SECRET },
    region: null,
    profile: null,
    profileTreatment: "keep",
  });
  assert.deepEqual(set, { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET });
  assert.deepEqual([...unset].sort(), [...RIVALS, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"].sort());
});

Deno.test("provision() refuses a value with a NUL, and does not quote it", () => {
  const secretAccessKey = new Secret("wJalr\0EXAMPLEKEY");
  const input = { region: null, profile: null, profileTreatment: "keep" } as const;
  assert.throws(
    () => provision({ ...input, credentials: { accessKeyId: ID, secretAccessKey } }),
    (error) =>
      error instanceof UserError && error.status === 65 &&
      error.message === "cannot give AWS_SECRET_ACCESS_KEY to a tool: " +
          "its value has a NUL, which no environment can hold",
  );
});

Deno.test("provision() sets token and expiry of temporary credentials, region and profile", () => {
  const sessionToken = new Secret("token");
  const { set, unset } = provision({
    credentials: {
      accessKeyId: ID,
      secretAccessKey: SECRET,
      sessionToken,
      expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    },
    region: "eu-central-1",
    profile: "dev",
    profileTreatment: "keep",
  });
  assert.deepEqual(set, {
    AWS_ACCESS_KEY_ID: ID,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_EXPIRATION: "2026-01-02T03:04:05.000Z",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_PROFILE: "dev",
  });
  const names = Object.keys(set);
  assert.deepEqual(unset.filter((name) => names.includes(name)), []);
  assert(unset.includes("AWS_DEFAULT_PROFILE"));
});

Deno.test("provision() keeps the profile from tools whose SDK would prefer it", () => {
  const { set, unset } = provision({
    credentials: { accessKeyId: ID, secretAccessKey: SECRET },
    region: null,
    profile: "dev",
    profileTreatment: "unset",
  });
  assert(!("AWS_PROFILE" in set));
  assert(unset.includes("AWS_PROFILE") && unset.includes("AWS_DEFAULT_PROFILE"));
});

Deno.test("chooseRegion() takes the first that is named", () => {
  const all = {
    awsRegion: "a",
    awsDefaultRegion: "b",
    profile: "c",
    binding: "d",
    item: "e",
  };
  const names = ["awsRegion", "awsDefaultRegion", "profile", "binding", "item"] as const;
  const left: Record<string, string> = { ...all };
  for (const name of names) {
    assert.equal(chooseRegion(left), all[name]);
    left[name] = "";
  }
  assert.equal(chooseRegion(left), null);
  assert.equal(chooseRegion({}), null);
});

function item(...fields: Field[]): Item {
  return { id: "i", title: "AWS prod", fields } as unknown as Item;
}

function field(name: string, value: string | Secret): Field {
  return { name, value } as unknown as Field;
}

Deno.test("accessKey() takes the pair of an item", () => {
  const found = accessKey(item(field("access key id", ID), field("secret access key", SECRET)));
  assert.equal(found.accessKeyId, ID);
  assert.equal(found.secretAccessKey.reveal(), SECRET.reveal());
});

Deno.test("accessKey() faults on a pair that is not complete (66), and names the field", () => {
  const cases: [Field[], RegExp][] = [
    [[], /"access key id"/],
    [[field("access key id", ID)], /"secret access key"/],
    [[field("secret access key", SECRET)], /"access key id"/],
    [[field("access key id", ""), field("secret access key", SECRET)], /"access key id"/],
    [
      [field("access key id", ID), field("secret access key", new Secret(""))],
      /"secret access key"/,
    ],
  ];
  for (const [fields, message] of cases) {
    assert.throws(
      () => accessKey(item(...fields)),
      (error) =>
        error instanceof UserError && error.status === 66 && message.test(error.message) &&
        !error.message.includes(SECRET.reveal()),
    );
  }
});
