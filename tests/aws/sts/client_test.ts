import assert from "node:assert/strict";
import type { AwsCallOptions } from "../../../src/aws/aws_call.ts";
import { accessKeyCreationTime } from "../../../src/aws/iam/access_keys.ts";
import type { Credentials } from "../../../src/aws/credentials.ts";
import { callerIdentity, callSts } from "../../../src/aws/sts/client.ts";
import type { RoleCall, SessionCall } from "../../../src/aws/sts/call.ts";
import { Secret } from "../../../src/secret.ts";
import { rejectionOf } from "../../error_of.ts";
import { type Behaviour, StsDouble } from "./sts_double.ts";

const KEY: Credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
};
const ROLE = "arn:aws:iam::123456789012:role/dev";
const DEVICE = "arn:aws:iam::123456789012:mfa/user1";
const SESSION: SessionCall = {
  call: "GetSessionToken",
  durationSeconds: 43_200,
  mfa: DEVICE,
  mfaProcess: null,
};

function roleCall(more: Partial<RoleCall["step"]> = {}, mfa: string | null = null): RoleCall {
  const step = { profile: "dev", role: ROLE, ...more };
  return { call: "AssumeRole", step, durationSeconds: null, cutFrom: null, mfa, mfaProcess: null };
}

function optionsFor(
  double: StsDouble,
  more: Partial<AwsCallOptions> = {},
): AwsCallOptions & { told: string[] } {
  const told: string[] = [];
  return {
    host: { now: Date.now },
    endpoint: {
      region: "eu-west-1",
      url: double.url,
      useGlobalEndpoint: false,
      useFips: false,
      useDualstack: false,
      caBundle: null,
    },
    caBundle: null,
    report: (line) => told.push(line),
    told,
    ...more,
  };
}

Deno.test("callSts() signs for the region and sends each argument of the role", async () => {
  await using double = StsDouble.start();
  const call: RoleCall = {
    ...roleCall({
      sessionName: "me",
      externalId: "x=1&y",
      sourceIdentity: "src",
      tags: [{ key: "team", value: "a b" }, { key: "k", value: "" }],
      transitiveTags: ["team"],
    }),
    durationSeconds: 7200,
  };
  const made = await callSts(call, KEY, null, optionsFor(double));
  assert.match(made.accessKeyId, /^ASIA/);
  assert.ok(made.expiresAt > Date.now() + 7_000_000);
  const [received] = double.calls;
  assert.equal(received?.region, "eu-west-1");
  assert.equal(received?.refused, null);
  const { Action, Version, ...params } = received!.params;
  assert.equal(`${Action} ${Version}`, "AssumeRole 2011-06-15");
  assert.deepEqual(params, {
    RoleArn: ROLE,
    RoleSessionName: "me",
    ExternalId: "x=1&y",
    SourceIdentity: "src",
    DurationSeconds: "7200",
    "Tags.member.1.Key": "team",
    "Tags.member.1.Value": "a b",
    "Tags.member.2.Key": "k",
    "Tags.member.2.Value": "",
    "TransitiveTagKeys.member.1": "team",
  });
});

Deno.test("callSts() sends nothing that was not asked for, and signs with the session it is given", async () => {
  await using double = StsDouble.start();
  double.mfa(DEVICE, (code) => code === "123456");
  const options = optionsFor(double);
  const session = await callSts(SESSION, KEY, "123456", options);
  await callSts(roleCall(), session, null, options);
  const [first, second] = double.calls;
  assert.deepEqual(
    [first?.params.SerialNumber, first?.params.TokenCode, first?.params.DurationSeconds],
    [DEVICE, "123456", "43200"],
  );
  assert.equal(second?.accessKeyId, session.accessKeyId);
  assert.equal(second?.sessionToken, session.sessionToken.reveal());
  assert.deepEqual(Object.keys(second!.params).sort(), [
    "Action",
    "RoleArn",
    "RoleSessionName",
    "Version",
  ]);
  assert.match(second!.params.RoleSessionName!, /^opaws-\d+$/);
});

Deno.test("callerIdentity() and accessKeyCreationTime() tell whose the key is and how old", async () => {
  await using double = StsDouble.start();
  const options = optionsFor(double);
  const { account, arn } = await callerIdentity(KEY, options);
  assert.match(account, /^\d{12}$/);
  assert.match(arn, /^arn:aws:iam::/);
  assert.ok((await accessKeyCreationTime(KEY, options) ?? 0) > 0);
});

const REFUSED: [string, Behaviour, number, RegExp][] = [
  [
    "AccessDenied",
    error("AccessDenied", 403, "not authorized to perform: sts:AssumeRole"),
    77,
    /AccessDenied: not authorized/,
  ],
  [
    "ExpiredToken",
    error("ExpiredToken", 403, "The security token is expired."),
    77,
    /ExpiredToken: .*expired$/,
  ],
  [
    "RegionDisabled",
    error("RegionDisabledException", 403, "STS is not activated"),
    77,
    /RegionDisabledException: STS is not activated/,
  ],
  ["throttling", error("Throttling", 400, "Rate exceeded"), 69, /Throttling: Rate exceeded/],
  ["a server error", error("InternalFailure", 500, "oops"), 69, /InternalFailure: oops/],
  [
    "escape codes",
    error("AccessDenied", 403, "\x1b[2Jgone\x07 \u202Eevil"),
    77,
    /AccessDenied: [^\p{Cc}\u202E]*$/u,
  ],
  ["a long message", error("AccessDenied", 403, "x".repeat(5000)), 77, /^.{50,700}$/],
  ["a page", { kind: "html" }, 69, /its answer/],
  ["an error page", { kind: "html", status: 503 }, 69, /STS|127/],
  ["nothing", { kind: "empty" }, 69, /its answer/],
  ["10 MB", { kind: "huge" }, 69, /longer than 1 MiB/],
  ["a cut answer", { kind: "truncated" }, 69, /./],
  ["no answer", { kind: "drop" }, 69, /./],
  ["a redirect", { kind: "redirect", location: "http://127.0.0.1:9/" }, 69, /redirect/],
  [
    "a session that is over",
    { kind: "expiration", expiration: "2020-01-01T00:00:00Z" },
    69,
    /ended at 2020/,
  ],
  ["an expiry that is none", { kind: "expiration", expiration: "soon" }, 69, /its answer/],
  ["no token", { kind: "missing", elements: ["SessionToken"] }, 69, /no credentials/],
  ["no credentials", { kind: "missing", elements: ["Credentials"] }, 69, /no credentials/],
];

function error(code: string, status: number, message: string): Behaviour {
  return { kind: "error", code, status, message };
}

for (const [name, behaviour, status, message] of REFUSED) {
  Deno.test(`callSts() refuses ${name} (${status}), and shows no secret`, async () => {
    await using double = StsDouble.start();
    double.answer("AssumeRole", behaviour);
    const fault = await rejectionOf(callSts(roleCall(), KEY, null, optionsFor(double)));
    assert.equal(fault.status, status, fault.message);
    assert.match(fault.message, /^cannot assume role arn:aws:iam::123456789012:role\/dev: http:/);
    assert.match(fault.message.slice(fault.message.indexOf("dev: ")), message);
    assert.ok(!fault.message.includes("wJalr"));
    assert.equal(double.calls.every((call) => call.accessKeyId === KEY.accessKeyId), true);
  });
}

Deno.test("callSts() tries again what may pass, and not what is refused", async () => {
  await using double = StsDouble.start();
  double.answer("AssumeRole", { kind: "drop" }, 1);
  double.answer("AssumeRole", error("Throttling", 400, "Rate exceeded"), 1);
  await callSts(roleCall(), KEY, null, optionsFor(double));
  assert.equal(double.count("AssumeRole"), 3);
  double.answer("AssumeRole", error("AccessDenied", 403, "no"));
  await rejectionOf(callSts(roleCall(), KEY, null, optionsFor(double)));
  assert.equal(double.count("AssumeRole"), 4);
});

Deno.test("callSts() waits for all attempts together only so long (69)", async () => {
  await using double = StsDouble.start();
  double.answer("AssumeRole", { kind: "hang" });
  const options = optionsFor(double, { timeout: 300 });
  const fault = await rejectionOf(callSts(roleCall(), KEY, null, options));
  assert.equal(fault.status, 69);
  assert.match(fault.message, /no answer within 0.3 s/);
});

Deno.test("callSts() says what it waits for after a second", async () => {
  await using double = StsDouble.start();
  double.answer("AssumeRole", { kind: "slow", milliseconds: 1300 });
  const options = optionsFor(double);
  await callSts(roleCall(), KEY, null, options);
  assert.deepEqual(options.told, [`opaws: waiting for ${double.url}`]);
});

Deno.test("callSts() follows a clock that is off, and tells how far", async () => {
  await using double = StsDouble.start({ skew: 7 * 60_000 });
  const options = optionsFor(double);
  await callSts(roleCall(), KEY, null, options);
  assert.deepEqual(options.told, ["opaws: this machine's clock is 7 min behind AWS's"]);
  double.answer("AssumeRole", error("AccessDenied", 403, "no"));
  const fault = await rejectionOf(callSts(roleCall(), KEY, null, options));
  assert.match(fault.message, /clock is 7 min behind AWS's$/);
});

Deno.test("callSts() names an endpoint without the password in its address", async () => {
  await using double = StsDouble.start();
  double.answer("GetSessionToken", error("AccessDenied", 403, "no"));
  const options = optionsFor(double);
  const url = `${double.url.replace("://", "://user:s3cr3t@")}/x?key=s3cr3t`;
  const fault = await rejectionOf(
    callSts(SESSION, KEY, "123456", { ...options, endpoint: { ...options.endpoint, url } }),
  );
  assert.ok(fault.message.includes(`: ${double.url}/x: `), fault.message);
});

Deno.test("callSts() says where nobody listens (69)", async () => {
  await using double = StsDouble.start();
  const options = optionsFor(double);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const endpoint = { ...options.endpoint, url: `http://127.0.0.1:${port}` };
  const fault = await rejectionOf(callSts(roleCall(), KEY, null, { ...options, endpoint }));
  assert.equal(fault.status, 69);
  assert.match(fault.message, /http:\/\/127\.0\.0\.1:\d+: tcp connect error: Connection refused$/);
});
