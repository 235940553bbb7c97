import assert from "node:assert/strict";
import { checkFields, checkRegion, checkValue } from "../../src/credentials/field_checks.ts";
import { makeField } from "../../src/credentials/item_fields.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const SERIAL = "arn:aws:iam::123456789012:mfa/me";

/** What each check says about good, unusual and impossible values; the last with a part of what is expected. */
const VALUES: Readonly<
  Record<string, { good: string[]; unusual: string[]; bad: [value: string, expected: RegExp][] }>
> = {
  "access key id": {
    good: [ID, "AKIAI44QH8DHBEXAMPLE"],
    unusual: ["AKIBIOSFODNN7EXAMPLE", `${ID}E`, "AKIAiosfodnn7example", "ABCDEFGHIJKLMNOPQRSTUVWX"],
    bad: [
      ["foo", /AKIA and 16/],
      ["", /AKIA and 16/],
      ["AKIAIOSFODNN7EXAMPL", /AKIA and 16/],
      [`${ID} `, /AKIA and 16/],
      [`${ID}\n`, /AKIA and 16/],
      [SECRET, /AKIA and 16/],
      ["aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA2bC5dE8f", /AKIA and 16/],
      ["ASIAIOSFODNN7EXAMPLE", /temporary/],
      ["AIDAIOSFODNN7EXAMPLE", /starts with AIDA/],
      ["arn:aws:iam::123456789012:user/me", /AKIA and 16/],
    ],
  },
  "secret access key": {
    good: [SECRET],
    unusual: [`${SECRET}x`, SECRET.replace("w", "_")],
    bad: [
      ["20 characters secret", /40 characters/],
      [SECRET.slice(1), /40 characters/],
      [`${SECRET} `, /40 characters/],
      [`${SECRET}\n`, /40 characters/],
      [ID, /access key id/],
      ["ASIAIOSFODNN7EXAMPLE", /access key id/],
      ["é".repeat(40), /40 characters/],
      ["x".repeat(3000), /40 characters/],
    ],
  },
  "default region": {
    good: ["eu-west-1", "us-gov-west-1", "cn-northwest-1", "us-isob-east-1", "aws-global"],
    unusual: ["eu-wset-1", "xx-newplace-1", "ap-southeast-12"],
    bad: [
      [ID, /like eu-west-1/],
      ["Ireland", /like eu-west-1/],
      ["eu west 1", /like eu-west-1/],
      ["EU-WEST-1", /lower case: eu-west-1/],
      ["us-east-1a", /its region is us-east-1$/],
      ["us-west-2-lax-1a", /its region is us-west-2$/],
      ["eu-west", /like eu-west-1/],
      ["", /like eu-west-1/],
    ],
  },
  "one-time password": {
    good: [SEED, "jbsw y3dp ehpk 3pxp", `otpauth://totp/AWS:me?secret=${SEED}&issuer=AWS`],
    unusual: [],
    bad: [
      ["notbase32!!", /base32/],
      ["123456", /base32/],
      ["JBSWY3DP", /fewer than 16/],
      [`otpauth://hotp/AWS?secret=${SEED}`, /counter-based/],
      ["otpauth://totp/AWS", /URI is not valid/],
      ["https://example.com", /base32/],
    ],
  },
  "mfa serial": {
    good: [SERIAL, "arn:aws-us-gov:iam::123456789012:mfa/team/me@example.com", "GAHT12345678"],
    unusual: ["arn:aws:iam::123456789012:u2f/user/me/key", "123456789012", "annpassword1"],
    bad: [
      ["arn:aws:iam::123456789012:user/me", /arn:aws:iam::123456789012:mfa\/me/],
      ["me", /serial number/],
      [ID, /serial number/],
      ["123456", /serial number/],
      [`${SERIAL} `, /serial number/],
    ],
  },
  "a field of the user's": {
    good: ["", "x", "two\nlines", "x".repeat(10_000), "🔑".repeat(10_000)],
    unusual: [],
    bad: [["x".repeat(10_001), /10,000 characters/], ["\ud800", /surrogate/]],
  },
};

for (const [name, { good, unusual, bad }] of Object.entries(VALUES)) {
  Deno.test(`checkValue() accepts good values of "${name}", doubts unusual ones, and says what it expects`, () => {
    for (const text of good) assert.deepEqual(checkValue(name, text), {}, text.slice(0, 50));
    for (const text of unusual) {
      const { problem, doubt } = checkValue(name.toUpperCase(), text);
      assert.equal(problem, undefined, text);
      assert.ok(doubt, text);
    }
    for (const [text, expected] of bad) {
      assert.match(checkValue(name, text).problem ?? "", expected);
    }
  });
}

Deno.test("checkValue() quotes no secret", () => {
  for (const name of ["secret access key", "one-time password", "note"]) {
    for (const text of ["hunter2 hunter2", `${SECRET}?`, `otpauth://totp/x?secret=${SECRET}`]) {
      const { problem = "", doubt = "" } = checkValue(name, text);
      assert.ok(!/hunter2|wJalrXUtnFEMI/.test(`${problem}${doubt}`), text);
    }
  }
});

Deno.test("checkRegion() knows every region of botocore's partitions, and doubts new ones", () => {
  assert.deepEqual(checkRegion("mx-central-1"), {});
  assert.match(checkRegion("mars-north-1").doubt ?? "", /mars-north-1/);
});

Deno.test("checkFields() wants both halves of an access key, if under another name", () => {
  const id = makeField("Access Key ID", ID);
  const secret = makeField("secret access key", SECRET);
  assert.deepEqual(checkFields([id, secret]), {});
  assert.match(checkFields([]).problem ?? "", /no field "access key id"/);
  assert.match(checkFields([id]).problem ?? "", /no field "secret access key"/);
  assert.match(checkFields([secret, makeField("note", "x")]).problem ?? "", /"access key id"/);
  const { problem, doubt } = checkFields([makeField("key id", ID), secret]);
  assert.equal(problem, undefined);
  assert.match(doubt ?? "", /no field "access key id", unless that is "key id"/);
});

Deno.test("checkFields() checks the names and values of all fields", () => {
  const pair = [makeField("access key id", ID), makeField("secret access key", SECRET)];
  for (const name of ["", " ", "a\nb", "x".repeat(101)]) {
    assert.match(checkFields([...pair, makeField(name, "x")]).problem ?? "", /name of a field/);
  }
  assert.match(checkFields([...pair, makeField("default region", ID)]).problem ?? "", /region/);
  const doubts = checkFields([...pair, makeField("default region", "xx-new-1")]).doubt ?? "";
  assert.match(doubts, /xx-new-1/);
});
