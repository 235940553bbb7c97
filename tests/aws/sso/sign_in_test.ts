import assert from "node:assert/strict";
import { listAccounts, listRoles, logout, roleCredentials } from "../../../src/aws/sso/portal.ts";
import { createToken } from "../../../src/aws/sso/oidc.ts";
import { signIn, type SignInInput } from "../../../src/aws/sso/sign_in.ts";
import { denoHost } from "../../../src/host.ts";
import { rejectionOf } from "../../error_of.ts";
import { FakeSso, type SsoCall } from "./fake_sso.ts";
import { browse, callOptions, CORP } from "./fixtures.ts";

/** Input of a sign-in whose person opens each page that is shown. */
function input(sso: FakeSso, more: Partial<SignInInput> = {}): SignInInput & { lines: string[] } {
  const lines: string[] = [];
  return {
    session: CORP,
    grant: "code",
    opensBrowser: false,
    host: denoHost,
    options: callOptions(sso, lines),
    report: (line) => {
      lines.push(line);
      if (line.startsWith("http")) void browse(line);
    },
    sleep: () => new Promise((done) => setTimeout(done, 5)),
    lines,
    ...more,
  };
}

/** A request of a real client, with names for the values that are new each time. */
interface Recorded {
  readonly what: string;
  readonly action: string;
  readonly line: string;
  readonly query: Record<string, string>;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

const RECORDED: Recorded[] = JSON.parse(
  Deno.readTextFileSync(new URL("recorded_peers.json", import.meta.url)),
);

/** Compares requests of opaws with those of the AWS CLI for the same step, field by field and in their order. */
function assertLikePeer(calls: readonly SsoCall[], what: string): void {
  const own = calls.filter(({ refused, action }) => refused === null && action !== "ApproveDevice");
  const theirs = RECORDED.filter((each) => each.what === what);
  assert.deepEqual(own.map(plain), theirs.map(({ what: _, ...request }) => withName(request)));
  for (const { headers, action } of own) {
    if (action !== "Authorize") assert.match(headers["user-agent"]!, /aws-sdk-js.* app\/opaws/);
    assert.equal(headers.authorization, undefined);
  }
}

/** opaws registers under its own name. */
function withName(request: Omit<Recorded, "what">): Omit<Recorded, "what"> {
  const { clientName, ...body } = request.body;
  return clientName === undefined
    ? request
    : { ...request, body: { clientName: "opaws", ...body } };
}

function plain({ action, line, query, body, headers }: SsoCall): Omit<Recorded, "what"> {
  const kept = action === "Authorize" ? [] : ["content-type", "x-amz-sso_bearer_token"];
  const sent = kept.flatMap((name) => headers[name] ? [[name, headers[name]]] : []);
  const text = JSON.stringify({ action, line, query, body, headers: Object.fromEntries(sent) });
  return JSON.parse(
    text.replace(/"(\w+)-[0-9a-f]+EXAMPLE"/g, '"<$1>"')
      .replace(/127\.0\.0\.1:\d+\/oauth/g, "127.0.0.1:<port>/oauth")
      .replace(/"(state|code_challenge|codeVerifier)":"[^"]*"/g, '"$1":"<$1>"'),
  );
}

Deno.test("signing in with PKCE sends what the AWS CLI sends", async () => {
  await using sso = FakeSso.start();
  const given = input(sso);
  const before = Date.now();
  const { registration, tokens } = await signIn(given);
  assertLikePeer(sso.calls, "login with PKCE");
  assert.match(tokens.accessToken.reveal(), /^access-/);
  assert.match(tokens.refreshToken!.reveal(), /^refresh-/);
  assert(tokens.expiresAt >= before + 3_590_000 && tokens.expiresAt <= Date.now() + 3_600_000);
  assert(registration.expiresAt > before + 80 * 86_400_000);
  assert.match(given.lines[0]!, /open this page in a browser to sign in to corp/);
  const { query } = sso.calls.find(({ action }) => action === "Authorize")!;
  assert.equal(query.state!.length, 43);
  assert(!given.lines.join().includes(tokens.accessToken.reveal()));
});

Deno.test("signing in with a device code sends what the AWS CLI sends, and waits as it is told", async () => {
  await using sso = FakeSso.start();
  const waits: number[] = [];
  let shown = "";
  const given = input(sso, {
    grant: "device",
    report: (line) => shown += `${line}\n`,
    sleep: async (time) => {
      waits.push(time);
      if (waits.length === 3) await browse(shown);
    },
  });
  const { tokens } = await signIn(given);
  assertLikePeer(sso.calls, "login with a device code");
  assert.deepEqual(waits, [1000, 1000, 6000], "slow_down adds five seconds");
  assert.match(shown, /check that the page shows this code: [0-9A-F]{4}-[0-9A-F]{4}/);
  assert.match(tokens.refreshToken!.reveal(), /^refresh-/);
});

Deno.test("refreshing, credentials, lists and signing out send what the AWS CLI sends", async () => {
  await using sso = FakeSso.start();
  const options = callOptions(sso);
  const { registration, tokens } = await signIn(input(sso));
  const since = (from: number) => sso.calls.slice(from);
  let from = sso.calls.length;
  const role = { account: "111122223333", role: "Developer" };
  const credentials = await roleCredentials(role, tokens.accessToken, options);
  assertLikePeer(since(from), "credentials");
  assert.equal(credentials.accessKeyId, "ASIASSO0001EXAMPLE");
  from = sso.calls.length;
  sso.oidc.expireTokens();
  const proof = { refreshToken: tokens.refreshToken! };
  const { accessToken } = await createToken(CORP, registration, proof, options);
  await roleCredentials(role, accessToken, options);
  assertLikePeer(since(from), "refresh");
  from = sso.calls.length;
  const accounts = await listAccounts(CORP, accessToken, options);
  assertLikePeer(since(from), "accounts");
  assert.deepEqual(accounts.map(({ name }) => name), ["Acme Dev", "Acme Prod", "acme sandbox"]);
  from = sso.calls.length;
  const roles = await listRoles("777788889999", accessToken, options);
  assertLikePeer(since(from), "roles");
  assert.deepEqual(roles, ["Admin", "Developer", "ReadOnly"]);
  from = sso.calls.length;
  await logout(CORP, accessToken, options);
  assertLikePeer(since(from), "logout");
  const error = await rejectionOf(roleCredentials(role, accessToken, options));
  assert.match(error.message, /UnauthorizedException: Session token not found or invalid/);
});

Deno.test("what goes wrong while signing in has a line and a way on", async () => {
  const cases: [
    string,
    (sso: FakeSso) => void,
    Partial<SignInInput>,
    RegExp,
    string | undefined,
  ][] = [
    [
      "denied with PKCE",
      (sso) => sso.oidc.approves = false,
      {},
      /cannot sign in to corp: it was denied in the browser/,
      "opaws sso login corp",
    ],
    [
      "denied with a device code",
      (sso) => sso.oidc.approves = false,
      { grant: "device" },
      /cannot sign in to corp: it was denied in the browser/,
      "opaws sso login corp",
    ],
    [
      "wrong region of a kept session",
      (sso) => sso.oidc.clients.startUrls.clear(),
      { grant: "device" },
      /IAM Identity Center in us-east-1 does not know https:.*, so one of the two is wrong/,
      "opaws sso add corp --start-url 'https://acme.awsapps.com/start' --region REGION",
    ],
    [
      "wrong region of a session of the AWS config file",
      (sso) => sso.oidc.clients.startUrls.clear(),
      { session: { ...CORP, kept: false } },
      /sso_start_url or sso_region of \[sso-session corp\] in the AWS config file is wrong/,
      undefined,
    ],
    [
      "closed browser",
      () => {},
      { timeout: 1, report: () => {} },
      /no browser came back within 0 minutes/,
      "opaws sso login corp --device",
    ],
    [
      "unconfirmed code",
      () => {},
      { grant: "device", timeout: 0, report: () => {} },
      /nobody confirmed the code within 0 minutes/,
      "opaws sso login corp --device",
    ],
    [
      "expired code",
      (sso) =>
        sso.plan("CreateToken", {
          kind: "error",
          name: "ExpiredTokenException",
          status: 400,
          message: "expired",
        }),
      { grant: "device" },
      /its code expired before it was confirmed/,
      "opaws sso login corp",
    ],
    [
      "a proxy in between",
      (sso) => sso.plan("RegisterClient", { kind: "html" }),
      {},
      /cannot sign in to corp: http:\/\/127\.0\.0\.1:\d+: unexpected response/,
      undefined,
    ],
    [
      "a response without a token",
      (sso) => sso.plan("CreateToken", { kind: "missing", members: ["accessToken"] }),
      {},
      /its response has no token/,
      undefined,
    ],
    [
      "an overloaded service",
      (sso) =>
        sso.plan("RegisterClient", {
          kind: "error",
          name: "InternalServerException",
          status: 500,
          message: "later",
        }),
      {},
      /InternalServerException: later/,
      undefined,
    ],
  ];
  for (const [name, prepare, more, message, fix] of cases) {
    await using sso = FakeSso.start();
    prepare(sso);
    const error = await rejectionOf(signIn(input(sso, more)));
    assert.match(error.message, message, name);
    assert.equal(error.try, fix, name);
  }
});

Deno.test("a wrong clock is reported with the error that it causes", async () => {
  await using sso = FakeSso.start();
  const { tokens } = await signIn(input(sso));
  const late = { now: () => Date.now() + 7_200_000 };
  const error = await rejectionOf(
    roleCredentials(
      { account: "111122223333", role: "Developer" },
      tokens.accessToken,
      callOptions(sso, [], late),
    ),
  );
  assert.match(error.message, /expired at .*; this machine's clock is 120 min ahead of AWS's/);
});
