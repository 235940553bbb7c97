import assert from "node:assert/strict";
import { obtainSession, type ObtainSessionInput } from "../../src/credentials/obtain_session.ts";
import type { Credentials, TemporaryCredentials } from "../../src/aws/credentials.ts";
import { SessionCache } from "../../src/credentials/session_cache.ts";
import { bothClocks } from "../../src/credentials/session_clock.ts";
import { forgetSessions, sessionFiles } from "../../src/credentials/session_files.ts";
import type { StsCall } from "../../src/aws/sts/call.ts";
import { Cancelled, UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { sealerOf } from "../../src/vault/crypto/sealer.ts";
import { rejectionOf } from "../error_of.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";

const VAULT = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001";
const ITEM = "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f002";
const KEY: Credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
};
const CALLS: StsCall[] = [
  { call: "GetSessionToken", durationSeconds: 43_200, mfa: "m", mfaProcess: null },
  {
    call: "AssumeRole",
    step: { profile: "dev", role: "arn:aws:iam::123456789012:role/dev" },
    durationSeconds: null,
    cutFrom: null,
    mfa: null,
    mfaProcess: null,
  },
];
const HOUR = 3_600_000;

/** A home with a clock that can be set, and an STS that records its calls. */
class Fixture implements Disposable {
  now = Date.parse("2026-11-23T12:00:00Z");
  uptime = 5 * HOUR;
  boot = "boot 1";
  readonly calls: { readonly call: string; readonly source: string }[] = [];
  readonly lines: string[] = [];
  error: UserError | null = null;
  readonly home: Throwaway = throwaway({}, { now: () => this.now, uptime: () => this.uptime });

  async input(
    overrides: Partial<ObtainSessionInput<StsCall>> = {},
    secret = new Uint8Array(32),
  ): Promise<ObtainSessionInput<StsCall>> {
    const sealer = sealerOf(await importSecret(secret), VAULT);
    return {
      clocks: bothClocks(this.home.host, () => this.boot),
      calls: CALLS,
      cacheKeys: ["session", "session role"],
      accessKey: KEY,
      cache: new SessionCache(this.home.host, this.home.paths, sealer, ITEM),
      requestSession: (call, source) => this.#requestSession(call, source!),
      report: (line) => this.lines.push(line),
      ...overrides,
    };
  }

  #requestSession(call: StsCall, source: Credentials): Promise<TemporaryCredentials> {
    if (this.error !== null) return Promise.reject(this.error);
    this.calls.push({ call: call.call, source: source.accessKeyId });
    const lifetime = call.call === "AssumeRole" ? HOUR : 12 * HOUR;
    return Promise.resolve({
      accessKeyId: `ASIA${this.calls.length}EXAMPLE`,
      secretAccessKey: new Secret(`secret ${this.calls.length}`),
      sessionToken: new Secret(`token ${this.calls.length}`),
      expiresAt: this.now + lifetime,
    });
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
  }
}

const UNAVAILABLE = new UserError({
  exit: "unavailable",
  code: "no-answer",
  cannot: "assume role x",
  because: "no answer within 30 s",
});

Deno.test("obtainSession() makes each missing call once, with the credentials of the call before it", async () => {
  using fixture = new Fixture();
  const first = await obtainSession(await fixture.input());
  assert.deepEqual(fixture.calls, [
    { call: "GetSessionToken", source: "AKIAIOSFODNN7EXAMPLE" },
    { call: "AssumeRole", source: "ASIA1EXAMPLE" },
  ]);
  const second = await obtainSession(await fixture.input());
  assert.equal(fixture.calls.length, 2);
  assert.deepEqual(
    [second.accessKeyId, second.secretAccessKey.reveal(), second.sessionToken.reveal()],
    ["ASIA2EXAMPLE", "secret 2", "token 2"],
  );
  assert.equal(second.expiresAt, first.expiresAt);
});

Deno.test("obtainSession() renews a session 5 minutes before it ends, from the one that is still valid", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  fixture.now += HOUR - 5 * 60_000 - 1;
  await obtainSession(await fixture.input());
  assert.equal(fixture.calls.length, 2);
  fixture.now += 1;
  await obtainSession(await fixture.input());
  assert.deepEqual(fixture.calls.slice(2), [{ call: "AssumeRole", source: "ASIA1EXAMPLE" }]);
});

Deno.test("obtainSession() uses no session longer because the clock is set back, also after a restart", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  fixture.uptime += HOUR - 5 * 60_000;
  fixture.now -= 24 * HOUR;
  assert.equal((await obtainSession(await fixture.input())).accessKeyId, "ASIA3EXAMPLE");
  assert.deepEqual(fixture.calls.slice(2), [{ call: "AssumeRole", source: "ASIA1EXAMPLE" }]);
  fixture.boot = "boot 2";
  fixture.uptime = 0;
  fixture.now -= 1;
  assert.equal((await obtainSession(await fixture.input())).accessKeyId, "ASIA5EXAMPLE");
  assert.equal((await obtainSession(await fixture.input())).accessKeyId, "ASIA5EXAMPLE");
});

Deno.test("obtainSession() makes one request for 20 concurrent callers, and another role reuses the first call", async () => {
  using fixture = new Fixture();
  const inputs = await Promise.all(Array.from({ length: 20 }, () => fixture.input()));
  const all = await Promise.all(inputs.map((input) => obtainSession(input)));
  assert.equal(new Set(all.map((each) => each.accessKeyId)).size, 1);
  assert.equal(fixture.calls.length, 2);
  await obtainSession(await fixture.input({ cacheKeys: ["session", "session other role"] }));
  assert.deepEqual(fixture.calls.map(({ call }) => call), [
    "GetSessionToken",
    "AssumeRole",
    "AssumeRole",
  ]);
});

Deno.test("obtainSession() uses a session until it ends if it cannot be renewed, with a warning", async () => {
  using fixture = new Fixture();
  const first = await obtainSession(await fixture.input());
  fixture.now += HOUR - 3 * 60_000;
  fixture.error = UNAVAILABLE;
  const second = await obtainSession(await fixture.input());
  assert.equal(second.accessKeyId, first.accessKeyId);
  assert.deepEqual(fixture.lines, [
    "opaws: cannot assume role x: no answer within 30 s; using the cached session, which ends in 3 min",
  ]);
  fixture.now += 3 * 60_000;
  assert.equal(await rejectionOf(obtainSession(await fixture.input())), UNAVAILABLE);
});

Deno.test("obtainSession() uses no session that ends soon if the user cancels its renewal", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  fixture.now += HOUR - 3 * 60_000;
  const cancelled = new Cancelled("assume role x");
  fixture.error = cancelled;
  assert.equal(await rejectionOf(obtainSession(await fixture.input())), cancelled);
  assert.deepEqual(fixture.lines, []);
});

Deno.test("obtainSession() caches nothing if a call fails, and never falls back to the access key", async () => {
  using fixture = new Fixture();
  fixture.error = UNAVAILABLE;
  assert.equal(await rejectionOf(obtainSession(await fixture.input())), UNAVAILABLE);
  assert.deepEqual(sessionFiles(fixture.home.paths), []);
});

Deno.test("obtainSession() works without a cache if the folder cannot be created", async () => {
  using fixture = new Fixture();
  Deno.mkdirSync(fixture.home.paths.state, { recursive: true });
  Deno.writeTextFileSync(`${fixture.home.paths.state}/sessions`, "");
  const session = await obtainSession(await fixture.input());
  assert.equal(session.accessKeyId, "ASIA2EXAMPLE");
  assert.match(fixture.lines.join("\n"), /the session is not cached/);
});

Deno.test("obtainSession() requests the last session again if `fresh` is set, and caches it", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  const fresh = await obtainSession(await fixture.input({ fresh: true }));
  assert.deepEqual(fixture.calls.slice(2), [{ call: "AssumeRole", source: "ASIA1EXAMPLE" }]);
  assert.equal(fresh.accessKeyId, "ASIA3EXAMPLE");
  assert.equal((await obtainSession(await fixture.input())).accessKeyId, "ASIA3EXAMPLE");
});

Deno.test("obtainSession() records with each session its call and whether MFA was used in its chain", async () => {
  const recorded = async (calls: readonly StsCall[]) => {
    using fixture = new Fixture();
    const input = await fixture.input({ calls });
    await obtainSession(input);
    const metadata = input.cacheKeys.slice(0, calls.length).map(async (cacheKey) => {
      const { call, role, profile, mfa } =
        (await input.cache.read(await input.cache.path(cacheKey)))!;
      return [call, role, profile, mfa];
    });
    return await Promise.all(metadata);
  };
  const [ownSession, role] = CALLS as [StsCall, StsCall];
  const arn = "arn:aws:iam::123456789012:role/dev";
  assert.deepEqual(await recorded([ownSession, role]), [
    ["GetSessionToken", null, null, true],
    ["AssumeRole", arn, "dev", true],
  ]);
  assert.deepEqual(await recorded([{ ...ownSession, mfa: null }, role]), [
    ["GetSessionToken", null, null, false],
    ["AssumeRole", arn, "dev", false],
  ]);
  assert.deepEqual(await recorded([role]), [["AssumeRole", arn, "dev", false]]);
  assert.deepEqual(await recorded([{ ...role, mfa: "m" }]), [["AssumeRole", arn, "dev", true]]);
});

Deno.test("obtainSession() returns a cached session even if it is locked, and announces no wait for its own calls", async () => {
  using fixture = new Fixture();
  const input = await fixture.input();
  await obtainSession(input);
  for (const { path } of sessionFiles(fixture.home.paths)) {
    using lock = Deno.openSync(`${path}.lock`, { write: true, create: true, mode: 0o600 });
    lock.lockSync(true);
    assert.equal((await obtainSession(input)).accessKeyId, "ASIA2EXAMPLE");
  }
  await obtainSession({
    ...input,
    fresh: true,
    requestSession: async (call, source) => {
      await new Promise((done) => setTimeout(done, 1100));
      return await input.requestSession(call, source);
    },
  });
  assert.deepEqual(fixture.lines, []);
});

Deno.test("obtainSession() warns if a session cannot be cached, but does not hide a bug", async () => {
  using fixture = new Fixture();
  const full = new UserError({
    exit: "io",
    code: "write-failed",
    cannot: "write the session",
    because: "no space left on device",
  });
  const bug = new TypeError("a bug");
  const failing = async (error: Error) => {
    const input = await fixture.input();
    Object.assign(input.cache, { write: () => Promise.reject(error) });
    return input;
  };
  assert.equal((await obtainSession(await failing(full))).accessKeyId, "ASIA2EXAMPLE");
  const line =
    "opaws: cannot write the session: no space left on device; the session is not cached";
  assert.deepEqual(fixture.lines, [line, line]);
  await assert.rejects(obtainSession(await failing(bug)), bug);
  const input = await fixture.input();
  await obtainSession(input);
  fixture.now += HOUR - 60_000;
  await assert.rejects(obtainSession({ ...input, requestSession: () => Promise.reject(bug) }), bug);
});

Deno.test("a cached session reveals nothing without the vault key, and does not open once it is changed", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  const files = sessionFiles(fixture.home.paths);
  assert.equal(files.length, 2);
  for (const { path, vault, item } of files) {
    assert.deepEqual([vault, item], [VAULT, ITEM]);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assert.ok(!/ASIA|secret|token|role|session/.test(text));
    const other = await fixture.input({}, new Uint8Array(32).fill(1));
    assert.equal(await other.cache.read(path), null);
  }
  const [one, two] = files;
  Deno.copyFileSync(one!.path, two!.path);
  const input = await fixture.input();
  assert.equal(await input.cache.read(two!.path), null, "does not open under another name");
  const bytes = Deno.readFileSync(one!.path);
  bytes[bytes.length - 1]! ^= 1;
  Deno.writeFileSync(one!.path, bytes);
  assert.equal(await input.cache.read(one!.path), null, "does not open with one bit changed");
  Deno.writeFileSync(one!.path, new Uint8Array(3));
  assert.equal(await input.cache.read(one!.path), null, "does not open if it is cut off");
  await obtainSession(input);
  assert.equal(fixture.calls.length, 4, "what does not open is requested again");
});

Deno.test("forgetSessions() removes the sessions of an item, of a vault or all", async () => {
  using fixture = new Fixture();
  await obtainSession(await fixture.input());
  assert.equal(forgetSessions(fixture.home.paths, VAULT, VAULT), 0);
  assert.equal(forgetSessions(fixture.home.paths, ITEM), 0);
  assert.equal(forgetSessions(fixture.home.paths, VAULT, ITEM), 2);
  assert.equal(forgetSessions(fixture.home.paths), 0);
});
