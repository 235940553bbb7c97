import assert from "node:assert/strict";
import type { AwsCallOptions } from "../../../src/aws/aws_call.ts";
import { accessKeyCreationTime } from "../../../src/aws/iam/access_keys.ts";
import type { Credentials } from "../../../src/aws/credentials.ts";
import type { OpenConnections } from "../../../src/aws/connection.ts";
import { connectToSts } from "../../../src/aws/sts/early_connection.ts";
import { callerIdentity, callSts } from "../../../src/aws/sts/client.ts";
import type { RoleCall, SessionCall } from "../../../src/aws/sts/call.ts";
import { Secret } from "../../../src/secret.ts";
import { rejectionOf } from "../../error_of.ts";
import { type Behaviour, FakeSts } from "./fake_sts.ts";

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
  double: FakeSts,
  more: Partial<AwsCallOptions> = {},
): AwsCallOptions & { reported: string[] } {
  const reported: string[] = [];
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
    report: (line) => reported.push(line),
    reported,
    ...more,
  };
}

Deno.test("callSts() signs for the region and sends each argument of the role", async () => {
  await using double = FakeSts.start();
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

Deno.test("callSts() sends only what was asked for, signed with the given session", async () => {
  await using double = FakeSts.start();
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

Deno.test("callerIdentity() and accessKeyCreationTime() return the owner and age of a key", async () => {
  await using double = FakeSts.start();
  const options = optionsFor(double);
  const { account, arn } = await callerIdentity(KEY, options);
  assert.match(account, /^\d{12}$/);
  assert.match(arn, /^arn:aws:iam::/);
  assert.ok((await accessKeyCreationTime(KEY, options) ?? 0) > 0);
});

const REFUSED: [string, Behaviour, number, RegExp][] = [
  [
    "AccessDenied",
    errorResponse("AccessDenied", 403, "not authorized to perform: sts:AssumeRole"),
    77,
    /AccessDenied: not authorized/,
  ],
  [
    "ExpiredToken",
    errorResponse("ExpiredToken", 403, "The security token is expired."),
    77,
    /ExpiredToken: .*expired$/,
  ],
  [
    "RegionDisabled",
    errorResponse("RegionDisabledException", 403, "STS is not activated"),
    77,
    /RegionDisabledException: STS is not activated/,
  ],
  [
    "throttling",
    errorResponse("Throttling", 400, "Rate exceeded"),
    69,
    /Throttling: Rate exceeded/,
  ],
  ["a server error", errorResponse("InternalFailure", 500, "oops"), 69, /InternalFailure: oops/],
  [
    "escape codes",
    errorResponse("AccessDenied", 403, "\x1b[2Jgone\x07 \u202Eevil"),
    77,
    /AccessDenied: [^\p{Cc}\u202E]*$/u,
  ],
  ["a long message", errorResponse("AccessDenied", 403, "x".repeat(5000)), 77, /^.{50,700}$/],
  ["a page", { kind: "html" }, 69, /response/],
  ["an error page", { kind: "html", status: 503 }, 69, /STS|127/],
  ["nothing", { kind: "empty" }, 69, /its response/],
  ["10 MB", { kind: "huge" }, 69, /larger than 1 MiB/],
  ["half a response", { kind: "truncated" }, 69, /./],
  ["no response", { kind: "drop" }, 69, /./],
  ["a redirect", { kind: "redirect", location: "http://127.0.0.1:9/" }, 69, /redirect/],
  [
    "an expired session",
    { kind: "expiration", expiration: "2020-01-01T00:00:00Z" },
    69,
    /expired at 2020/,
  ],
  ["a malformed expiry", { kind: "expiration", expiration: "soon" }, 69, /unexpected response/],
  ["no token", { kind: "missing", elements: ["SessionToken"] }, 69, /no credentials/],
  ["no credentials", { kind: "missing", elements: ["Credentials"] }, 69, /no credentials/],
];

function errorResponse(code: string, status: number, message: string): Behaviour {
  return { kind: "error", code, status, message };
}

for (const [name, behaviour, status, message] of REFUSED) {
  Deno.test(`callSts() refuses ${name} (${status}), and shows no secret`, async () => {
    await using double = FakeSts.start();
    double.plan("AssumeRole", behaviour);
    const error = await rejectionOf(callSts(roleCall(), KEY, null, optionsFor(double)));
    assert.equal(error.status, status, error.message);
    assert.match(error.message, /^cannot assume role arn:aws:iam::123456789012:role\/dev: http:/);
    assert.match(error.message.slice(error.message.indexOf("dev: ")), message);
    assert.ok(!error.message.includes("wJalr"));
    assert.equal(double.calls.every((call) => call.accessKeyId === KEY.accessKeyId), true);
  });
}

Deno.test("callSts() retries after transient errors, but not after a refusal", async () => {
  await using double = FakeSts.start();
  double.plan("AssumeRole", { kind: "drop" }, 1);
  double.plan("AssumeRole", errorResponse("Throttling", 400, "Rate exceeded"), 1);
  await callSts(roleCall(), KEY, null, optionsFor(double));
  assert.equal(double.count("AssumeRole"), 3);
  double.plan("AssumeRole", errorResponse("AccessDenied", 403, "no"));
  await rejectionOf(callSts(roleCall(), KEY, null, optionsFor(double)));
  assert.equal(double.count("AssumeRole"), 4);
});

Deno.test("callSts() has one time limit for all attempts (69)", async () => {
  await using double = FakeSts.start();
  double.plan("AssumeRole", { kind: "hang" });
  const options = optionsFor(double, { timeout: 300 });
  const error = await rejectionOf(callSts(roleCall(), KEY, null, options));
  assert.equal(error.status, 69);
  assert.match(error.message, /no response within 0.3 s/);
});

Deno.test("callSts() uses a connection again that its owner keeps open, also after a refusal, until the server closes it", async () => {
  await using double = FakeSts.start();
  const connections: OpenConnections = new Map();
  const options = optionsFor(double, { connections });
  const session = await callSts(roleCall(), KEY, null, options);
  double.plan("AssumeRole", errorResponse("AccessDenied", 403, "no"), 1);
  await rejectionOf(callSts(roleCall(), session, null, options));
  await callSts(roleCall(), session, null, options);
  assert.deepEqual([double.count("AssumeRole"), double.ports.size, connections.size], [3, 1, 1]);
  double.plan("AssumeRole", { kind: "drop" }, 1);
  await callSts(roleCall(), session, null, options);
  assert.deepEqual([double.count("AssumeRole"), double.ports.size, connections.size], [5, 2, 1]);
  for (const connection of connections.values()) (await connection).close();
  await callSts(roleCall(), session, null, optionsFor(double));
  assert.equal(double.ports.size, 3, "others have connections of their own");
});

Deno.test("callSts() uses the connection that connectToSts() began, and says why it failed", async () => {
  await using double = FakeSts.start();
  const connections: OpenConnections = new Map();
  const options = optionsFor(double, { connections });
  await connectToSts(options.endpoint, connections);
  await connectToSts(options.endpoint, connections);
  const [connection] = [...connections.values()];
  await callSts(roleCall(), KEY, null, options);
  assert.deepEqual([double.ports.size, connections.size], [1, 1]);
  assert.equal(await [...connections.values()][0], await connection);
  (await connection)!.close();
  const nobody = { ...options.endpoint, url: "http://127.0.0.1:1" };
  const failing: OpenConnections = new Map();
  await connectToSts(nobody, failing);
  const failed = { ...options, endpoint: nobody, connections: failing, attempts: 1 };
  const error = await rejectionOf(callSts(roleCall(), KEY, null, failed));
  assert.deepEqual([error.status, error.code], [69, "no-answer"]);
  for (const endpoint of [{ caBundle: "/x" }, { url: "nonsense" }]) {
    await connectToSts({ ...nobody, ...endpoint }, failing);
    assert.equal(failing.size, 0);
  }
});

Deno.test("callSts() says after a second what it waits for", async () => {
  await using double = FakeSts.start();
  double.plan("AssumeRole", { kind: "slow", milliseconds: 1300 });
  const options = optionsFor(double);
  await callSts(roleCall(), KEY, null, options);
  assert.deepEqual(options.reported, [`opaws: waiting for ${double.url}`]);
});

Deno.test("callSts() corrects for a clock that is off, and reports by how much", async () => {
  await using double = FakeSts.start({ skew: 7 * 60_000 });
  const options = optionsFor(double);
  await callSts(roleCall(), KEY, null, options);
  assert.deepEqual(options.reported, ["opaws: this machine's clock is 7 min behind AWS's"]);
  double.plan("AssumeRole", errorResponse("AccessDenied", 403, "no"));
  const error = await rejectionOf(callSts(roleCall(), KEY, null, options));
  assert.match(error.message, /clock is 7 min behind AWS's$/);
});

Deno.test("callSts() names an endpoint without the password in its address", async () => {
  await using double = FakeSts.start();
  double.plan("GetSessionToken", errorResponse("AccessDenied", 403, "no"));
  const options = optionsFor(double);
  const url = `${double.url.replace("://", "://user:s3cr3t@")}/x?key=s3cr3t`;
  const error = await rejectionOf(
    callSts(SESSION, KEY, "123456", { ...options, endpoint: { ...options.endpoint, url } }),
  );
  assert.ok(error.message.includes(`: ${double.url}/x: `), error.message);
});

Deno.test("callSts() names the address if nobody listens there (69)", async () => {
  await using double = FakeSts.start();
  const options = optionsFor(double);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const endpoint = { ...options.endpoint, url: `http://127.0.0.1:${port}` };
  const error = await rejectionOf(callSts(roleCall(), KEY, null, { ...options, endpoint }));
  assert.equal(error.status, 69);
  assert.match(error.message, /http:\/\/127\.0\.0\.1:\d+: connection refused$/);
});
