import assert from "node:assert/strict";
import { ignoreWithoutBotocore, python } from "../python.ts";
import { FakeSts } from "./fake_sts.ts";

const KEY = ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"];
const ROLE = "arn:aws:iam::210987654321:role/team/Dev";
const DEVICE = "arn:aws:iam::123456789012:mfa/Alice";
const ignore = ignoreWithoutBotocore();

/** A call that `botocore_sts.py` makes. */
interface Call {
  readonly method_name: string;
  readonly key?: readonly string[];
  readonly [name: string]: unknown;
}

// deno-lint-ignore no-explicit-any -- botocore's responses
async function byBotocore(double: FakeSts, ...calls: readonly Call[]): Promise<any[]> {
  return await python(new URL("botocore_sts.py", import.meta.url), {
    url: double.url,
    calls: calls.map((call) => ({ key: KEY, ...call })),
  });
}

// deno-lint-ignore no-explicit-any -- botocore's response
function keyOf({ Credentials }: any): string[] {
  return [Credentials.AccessKeyId, Credentials.SecretAccessKey, Credentials.SessionToken];
}

const assumeRole = (params = {}): Call => ({
  method_name: "assume_role",
  params: { RoleArn: ROLE, RoleSessionName: "test", ...params },
});

Deno.test({
  name: "FakeSts accepts what botocore signs, and the keys that it issued",
  ignore,
  fn: async () => {
    await using double = FakeSts.start();
    const before = Date.now();
    const [identity, session, role, keys] = await byBotocore(
      double,
      { method_name: "get_caller_identity", region: "eu-west-1" },
      { method_name: "get_session_token", params: { DurationSeconds: 900 } },
      assumeRole({ Policy: '{"a": "ü ~*\'()+/= %"}', Tags: [{ Key: "a b", Value: "c&d=e" }] }),
      { method_name: "list_access_keys", service: "iam" },
    );
    assert.deepEqual([identity.Arn, identity.Account], [
      "arn:aws:iam::123456789012:user/Alice",
      "123456789012",
    ]);
    assert.match(session.Credentials.AccessKeyId, /^ASIA[A-Z0-9]{9}EXAMPLE$/);
    assert(Date.parse(session.Credentials.Expiration) <= before + 1_000_000);
    assert(Date.parse(session.Credentials.Expiration) >= before + 899_000);
    assert.equal(
      role.AssumedRoleUser.Arn,
      "arn:aws:sts::210987654321:assumed-role/Dev/test",
    );
    assert.deepEqual(
      keys.AccessKeyMetadata.map((each: { AccessKeyId: string }) => each.AccessKeyId),
      [KEY[0]],
    );
    assert.deepEqual(double.calls.map(({ action, region, refused }) => [action, region, refused]), [
      ["GetCallerIdentity", "eu-west-1", null],
      ["GetSessionToken", "us-east-1", null],
      ["AssumeRole", "us-east-1", null],
      ["ListAccessKeys", "us-east-1", null],
    ]);
    assert.equal(double.calls[2]?.params["Tags.member.1.Value"], "c&d=e");

    const [again, chained, long, iam] = await byBotocore(
      double,
      { method_name: "get_session_token", key: keyOf(session) },
      { ...assumeRole(), key: keyOf(role) },
      { ...assumeRole({ DurationSeconds: 7200 }), key: keyOf(role) },
      { method_name: "list_access_keys", service: "iam", key: keyOf(session) },
    );
    assert.deepEqual([again.code, again.status], ["AccessDenied", 403]);
    assert.match(chained.Credentials.AccessKeyId, /^ASIA/);
    assert.equal(long.code, "ValidationError");
    assert.equal(iam.code, "InvalidClientTokenId");
    assert.equal(double.calls.at(-1)?.sessionToken, keyOf(session)[2]);
    assert.equal(double.count("AssumeRole"), 3);
  },
});

Deno.test({
  name: "FakeSts refuses a signature that is wrong, missing, too early or too late",
  ignore,
  fn: async () => {
    await using double = FakeSts.start();
    const [session] = await byBotocore(double, { method_name: "get_session_token" });
    const byHand = (change: object = {}): Call => ({ method_name: "by_hand", ...change });
    const cases: readonly [call: Call, code: string | null][] = [
      [byHand(), null],
      [byHand({ method: "GET" }), null],
      [byHand({ key: keyOf(session) }), null],
      [byHand({ key: [KEY[0], "wrong/secret"] }), "SignatureDoesNotMatch"],
      [byHand({ body: "Action=GetCallerIdentity&Version=2011-06-16" }), "SignatureDoesNotMatch"],
      [byHand({ headers: { "X-Amz-Note": "other" } }), "SignatureDoesNotMatch"],
      [byHand({ headers: { "X-Amz-More": "not signed" } }), "SignatureDoesNotMatch"],
      [byHand({ headers: { "X-Amz-Date": "20200101T000000Z" } }), "SignatureDoesNotMatch"],
      [byHand({ signs: "iam" }), "SignatureDoesNotMatch"],
      [byHand({ headers: { Authorization: null } }), "MissingAuthenticationToken"],
      [byHand({ key: ["AKIAUNKNOWNXXEXAMPLE", KEY[1]] }), "InvalidClientTokenId"],
      [byHand({ key: keyOf(session).slice(0, 2) }), "InvalidClientTokenId"],
      [byHand({ key: [...KEY, "a token"] }), "InvalidClientTokenId"],
    ];
    const results = await byBotocore(double, ...cases.map(([call]) => call));
    for (const [index, [call, code]] of cases.entries()) {
      const { status, text } = results[index];
      assert.equal(/<Code>(.*)<\/Code>/.exec(text)?.[1] ?? null, code, JSON.stringify(call) + text);
      assert.equal(status, code === null ? 200 : 403);
      assert.equal(double.calls[index + 1]?.refused, code);
    }

    double.skew = 301_000;
    const [late] = await byBotocore(double, { method_name: "get_caller_identity" });
    assert.match(
      late.message,
      /^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 5 min\.\)/,
    );
    double.skew = -360_000; // more than 300 s, also if the call takes a minute
    const [early] = await byBotocore(double, byHand());
    assert.match(early.text, /Signature not yet current: .* \+ 5 min\.\)/);
    double.skew = 240_000;
    const [fair] = await byBotocore(double, { method_name: "get_caller_identity" });
    assert.equal(fair.Account, "123456789012");
    const ahead = Date.parse(fair.ResponseMetadata.HTTPHeaders.date) - Date.now();
    assert(ahead > 180_000 && ahead <= 240_000, `${ahead}`);
    double.keys.set(keyOf(session)[0]!, { ...double.keys.get(keyOf(session)[0]!)!, expiresAt: 0 });
    const [expired] = await byBotocore(
      double,
      { method_name: "get_caller_identity", key: keyOf(session) },
    );
    assert.equal(expired.code, "ExpiredToken");
  },
});

Deno.test({
  name: "FakeSts accepts a one-time code once, and enforces a role's trust policy",
  ignore,
  fn: async () => {
    await using double = FakeSts.start();
    double.mfa(DEVICE, (code) => code === "123456" || code === "654321");
    double.trust(ROLE, { mfa: true, externalId: "xy" });
    const code = (TokenCode: string, SerialNumber = DEVICE): object => ({
      TokenCode,
      SerialNumber,
    });
    const results = await byBotocore(
      double,
      { method_name: "get_session_token", params: code("000000") },
      { method_name: "get_session_token", params: code("123456", `${DEVICE}2`) },
      { method_name: "get_session_token", params: code("123456") },
      assumeRole({ ...code("123456"), ExternalId: "xy" }),
      assumeRole({ ...code("654321"), ExternalId: "xy" }),
      assumeRole({ ExternalId: "xy" }),
    );
    assert.deepEqual(results.map((result) => result.message ?? result.Credentials.AccessKeyId), [
      "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
      "ASIAIOSF00001EXAMPLE",
      "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
      "ASIAIOSF00002EXAMPLE",
      `User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    ]);
    const key = keyOf(results[2]);
    const [good, stranger, iam] = await byBotocore(
      double,
      { ...assumeRole({ ExternalId: "xy" }), key },
      { ...assumeRole({ ExternalId: "other" }), key },
      { method_name: "list_access_keys", service: "iam", key },
    );
    assert.match(good.Credentials.AccessKeyId, /^ASIA/);
    assert.equal(stranger.code, "AccessDenied");
    assert.equal(iam.AccessKeyMetadata.length, 1);
  },
});

Deno.test({
  name: "FakeSts misbehaves as planned, as often as planned",
  ignore,
  fn: async () => {
    await using double = FakeSts.start();
    await using other = FakeSts.start();
    const action = "GetCallerIdentity";
    const call = { method_name: "get_caller_identity" };
    const message = "not allowed\u202e & <you>";
    double.plan(action, { kind: "error", code: "Throttling", status: 400, message }, 1);
    const escape = { code: "AccessDenied", status: 403, message: "\u001b[31mno" };
    double.plan(action, { kind: "error", ...escape }, 1);
    double.plan(action, { kind: "slow", milliseconds: 300 }, 1);
    double.plan(action, { kind: "html" }, 1);
    double.plan(action, { kind: "html", status: 502 }, 1);
    double.plan(action, { kind: "empty" }, 1);
    double.plan(action, { kind: "drop" }, 1);
    double.plan(action, { kind: "truncated" }, 1);
    double.plan(action, { kind: "missing", elements: ["Account"] }, 1);
    double.plan(action, { kind: "redirect", location: `${other.url}/` }, 1);
    double.plan(action, { kind: "huge" }, 1);
    double.plan(action, { kind: "hang" }, 1);
    const before = performance.now();
    const [throttled, again, slow] = await byBotocore(double, call, call, call);
    assert.deepEqual(throttled, { code: "Throttling", message, status: 400 });
    assert.equal(double.calls[1]?.refused, "AccessDenied");
    assert.equal(again.thrown, "ResponseParserError", "XML has no escape codes");
    assert(slow.Arn && performance.now() - before >= 300);

    const [html, bad, empty, drop, truncated, missing, , huge, hang, good] = await byBotocore(
      double,
      call,
      call,
      call,
      call,
      call,
      call,
      call,
      call,
      { ...call, timeout: 1 },
      call,
    );
    assert("thrown" in html, JSON.stringify(html));
    assert.equal(bad.status ?? bad.thrown, 502);
    assert("thrown" in empty || empty.Arn === undefined);
    assert.equal(drop.thrown, "ConnectionClosedError");
    assert("thrown" in truncated, JSON.stringify(truncated));
    assert.deepEqual([missing.Arn, missing.Account], [
      "arn:aws:iam::123456789012:user/Alice",
      undefined,
    ]);
    assert.equal(other.calls.length, 0);
    assert(huge.Arn);
    assert.equal(hang.thrown, "ReadTimeoutError");
    assert(good.Arn);

    double.plan("GetSessionToken", {
      kind: "expiration",
      expiration: "2020-01-01T00:00:00Z",
    });
    double.plan("AssumeRole", { kind: "missing", elements: ["SessionToken"] });
    const [past, less] = await byBotocore(
      double,
      { method_name: "get_session_token" },
      assumeRole(),
    );
    assert.match(past.Credentials.Expiration, /^2020-01-01T00:00:00/);
    assert.deepEqual(Object.keys(less.Credentials).sort(), [
      "AccessKeyId",
      "Expiration",
      "SecretAccessKey",
    ]);
    double.behave();
    assert((await byBotocore(double, assumeRole()))[0].Credentials.SessionToken);
  },
});

Deno.test({
  name: "FakeSts stops even if a client still waits for a response",
  ignore,
  fn: async () => {
    const double = FakeSts.start();
    double.plan("GetCallerIdentity", { kind: "hang" });
    const asked = byBotocore(double, { method_name: "get_caller_identity", timeout: 60 });
    while (double.calls.length === 0) await new Promise((done) => setTimeout(done, 10));
    await double[Symbol.asyncDispose]();
    assert.equal((await asked)[0].thrown, "ConnectionClosedError");
  },
});

Deno.test("FakeSts refuses an unsigned request", async () => {
  await using double = FakeSts.start();
  const result = await fetch(`${double.url}/?Action=GetCallerIdentity`);
  assert.equal(result.status, 403);
  assert.match(await result.text(), /<Code>MissingAuthenticationToken<\/Code>/);
  assert.equal(double.calls[0]?.refused, "MissingAuthenticationToken");
});
