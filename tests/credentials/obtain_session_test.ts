import assert from "node:assert/strict";
import { obtainSession, type ObtainSessionInput } from "../../src/credentials/obtain_session.ts";
import type { Credentials, TemporaryCredentials } from "../../src/aws/credentials.ts";
import { SessionCache } from "../../src/credentials/session_cache.ts";
import { forgetSessions, sessionFiles } from "../../src/credentials/session_files.ts";
import type { StsCall } from "../../src/aws/sts/call.ts";
import { UserError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { sealerOf } from "../../src/vault/crypto/seal.ts";
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

/** A home whose clock can be set, and an STS that counts. */
class Bench implements Disposable {
  now = Date.parse("2026-11-23T12:00:00Z");
  readonly made: { readonly call: string; readonly source: string }[] = [];
  readonly told: string[] = [];
  fault: UserError | null = null;
  readonly home: Throwaway = throwaway({}, { now: () => this.now });

  async input(
    more: Partial<ObtainSessionInput> = {},
    secret = new Uint8Array(32),
  ): Promise<ObtainSessionInput> {
    const sealer = sealerOf(await importSecret(secret), VAULT);
    return {
      host: this.home.host,
      calls: CALLS,
      shapes: ["session", "session role"],
      accessKey: KEY,
      cache: new SessionCache(this.home.host, this.home.paths, sealer, ITEM),
      requestSession: (call, source) => this.#requestSession(call, source),
      report: (line) => this.told.push(line),
      ...more,
    };
  }

  #requestSession(call: StsCall, source: Credentials): Promise<TemporaryCredentials> {
    if (this.fault !== null) return Promise.reject(this.fault);
    this.made.push({ call: call.call, source: source.accessKeyId });
    const lasts = call.call === "AssumeRole" ? HOUR : 12 * HOUR;
    return Promise.resolve({
      accessKeyId: `ASIA${this.made.length}EXAMPLE`,
      secretAccessKey: new Secret(`secret ${this.made.length}`),
      sessionToken: new Secret(`token ${this.made.length}`),
      expiresAt: this.now + lasts,
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

Deno.test("obtain() makes what is missing, once, each call with the credentials of the one before", async () => {
  using bench = new Bench();
  const first = await obtainSession(await bench.input());
  assert.deepEqual(bench.made, [
    { call: "GetSessionToken", source: "AKIAIOSFODNN7EXAMPLE" },
    { call: "AssumeRole", source: "ASIA1EXAMPLE" },
  ]);
  const second = await obtainSession(await bench.input());
  assert.equal(bench.made.length, 2);
  assert.deepEqual(
    [second.accessKeyId, second.secretAccessKey.reveal(), second.sessionToken.reveal()],
    ["ASIA2EXAMPLE", "secret 2", "token 2"],
  );
  assert.equal(second.expiresAt, first.expiresAt);
});

Deno.test("obtain() makes a session anew 5 minutes before its end, from the one that still lasts", async () => {
  using bench = new Bench();
  await obtainSession(await bench.input());
  bench.now += HOUR - 5 * 60_000 - 1;
  await obtainSession(await bench.input());
  assert.equal(bench.made.length, 2);
  bench.now += 1;
  await obtainSession(await bench.input());
  assert.deepEqual(bench.made.slice(2), [{ call: "AssumeRole", source: "ASIA1EXAMPLE" }]);
});

Deno.test("obtain() makes one session for many who want it at once, and other roles share the first call", async () => {
  using bench = new Bench();
  const inputs = await Promise.all(Array.from({ length: 20 }, () => bench.input()));
  const all = await Promise.all(inputs.map((input) => obtainSession(input)));
  assert.equal(new Set(all.map((each) => each.accessKeyId)).size, 1);
  assert.equal(bench.made.length, 2);
  await obtainSession(await bench.input({ shapes: ["session", "session other role"] }));
  assert.deepEqual(bench.made.map(({ call }) => call), [
    "GetSessionToken",
    "AssumeRole",
    "AssumeRole",
  ]);
});

Deno.test("obtain() uses a session to its end when a new one is not to be had, and says so", async () => {
  using bench = new Bench();
  const first = await obtainSession(await bench.input());
  bench.now += HOUR - 3 * 60_000;
  bench.fault = UNAVAILABLE;
  const second = await obtainSession(await bench.input());
  assert.equal(second.accessKeyId, first.accessKeyId);
  assert.deepEqual(bench.told, [
    "opaws: cannot assume role x: no answer within 30 s; using the session that ends in 3 min",
  ]);
  bench.now += 3 * 60_000;
  assert.equal(await rejectionOf(obtainSession(await bench.input())), UNAVAILABLE);
});

Deno.test("obtain() keeps nothing of a call that failed, and never falls back to the access key", async () => {
  using bench = new Bench();
  bench.fault = UNAVAILABLE;
  assert.equal(await rejectionOf(obtainSession(await bench.input())), UNAVAILABLE);
  assert.deepEqual(sessionFiles(bench.home.paths), []);
});

Deno.test("obtain() goes on without keeping anything where nothing can be written", async () => {
  using bench = new Bench();
  Deno.mkdirSync(bench.home.paths.state, { recursive: true });
  Deno.writeTextFileSync(`${bench.home.paths.state}/sessions`, "");
  const made = await obtainSession(await bench.input());
  assert.equal(made.accessKeyId, "ASIA2EXAMPLE");
  assert.match(bench.told.join("\n"), /the session is not kept/);
});

Deno.test("obtain() makes the last session anew when a fresh one is wanted, and keeps it", async () => {
  using bench = new Bench();
  await obtainSession(await bench.input());
  const fresh = await obtainSession(await bench.input({ fresh: true }));
  assert.deepEqual(bench.made.slice(2), [{ call: "AssumeRole", source: "ASIA1EXAMPLE" }]);
  assert.equal(fresh.accessKeyId, "ASIA3EXAMPLE");
  assert.equal((await obtainSession(await bench.input())).accessKeyId, "ASIA3EXAMPLE");
});

Deno.test("obtain() notes with a session what made it, and whether a code went into it or before it", async () => {
  const abouts = async (calls: readonly StsCall[]) => {
    using bench = new Bench();
    const input = await bench.input({ calls });
    await obtainSession(input);
    const kept = input.shapes.slice(0, calls.length).map(async (shape) => {
      const { call, role, profile, mfa } =
        (await input.cache.read(await input.cache.pathOf(shape)))!;
      return [call, role, profile, mfa];
    });
    return await Promise.all(kept);
  };
  const [session, role] = CALLS as [StsCall, StsCall];
  const arn = "arn:aws:iam::123456789012:role/dev";
  assert.deepEqual(await abouts([session, role]), [
    ["GetSessionToken", null, null, true],
    ["AssumeRole", arn, "dev", true],
  ]);
  assert.deepEqual(await abouts([{ ...session, mfa: null }, role]), [
    ["GetSessionToken", null, null, false],
    ["AssumeRole", arn, "dev", false],
  ]);
  assert.deepEqual(await abouts([role]), [["AssumeRole", arn, "dev", false]]);
  assert.deepEqual(await abouts([{ ...role, mfa: "m" }]), [["AssumeRole", arn, "dev", true]]);
});

Deno.test("obtain() answers a kept session while another makes it, and waits in silence for its own calls", async () => {
  using bench = new Bench();
  const input = await bench.input();
  await obtainSession(input);
  for (const { path } of sessionFiles(bench.home.paths)) {
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
  assert.deepEqual(bench.told, []);
});

Deno.test("obtain() uses a session that cannot be kept, and says so; what is no fault of the disk it does not hide", async () => {
  using bench = new Bench();
  const full = new UserError({
    exit: "io",
    code: "write-failed",
    cannot: "write the session",
    because: "no space left on device",
  });
  const bug = new TypeError("a bug");
  const failing = async (error: Error) => {
    const input = await bench.input();
    Object.assign(input.cache, { write: () => Promise.reject(error) });
    return input;
  };
  assert.equal((await obtainSession(await failing(full))).accessKeyId, "ASIA2EXAMPLE");
  const line = "opaws: cannot write the session: no space left on device; the session is not kept";
  assert.deepEqual(bench.told, [line, line]);
  await assert.rejects(obtainSession(await failing(bug)), bug);
  const input = await bench.input();
  await obtainSession(input);
  bench.now += HOUR - 60_000;
  await assert.rejects(obtainSession({ ...input, requestSession: () => Promise.reject(bug) }), bug);
});

Deno.test("kept sessions tell nothing without the vault key, and nothing of them stands in the files", async () => {
  using bench = new Bench();
  await obtainSession(await bench.input());
  const files = sessionFiles(bench.home.paths);
  assert.equal(files.length, 2);
  for (const { path, vault, item } of files) {
    assert.deepEqual([vault, item], [VAULT, ITEM]);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assert.ok(!/ASIA|secret|token|role|session/.test(text));
    const other = await bench.input({}, new Uint8Array(32).fill(1));
    assert.equal(await other.cache.read(path), null);
  }
  const [one, two] = files;
  Deno.copyFileSync(one!.path, two!.path);
  const own = await bench.input();
  assert.equal(await own.cache.read(two!.path), null, "one does not open under another's name");
  const bytes = Deno.readFileSync(one!.path);
  bytes[bytes.length - 1]! ^= 1;
  Deno.writeFileSync(one!.path, bytes);
  assert.equal(await own.cache.read(one!.path), null, "nor with one bit changed");
  Deno.writeFileSync(one!.path, new Uint8Array(3));
  assert.equal(await own.cache.read(one!.path), null, "nor cut off");
  await obtainSession(own);
  assert.equal(bench.made.length, 4, "what does not open is made anew");
});

Deno.test("forgetSessions() removes an item's, a vault's or all", async () => {
  using bench = new Bench();
  await obtainSession(await bench.input());
  assert.equal(forgetSessions(bench.home.paths, VAULT, VAULT), 0);
  assert.equal(forgetSessions(bench.home.paths, ITEM), 0);
  assert.equal(forgetSessions(bench.home.paths, VAULT, ITEM), 2);
  assert.equal(forgetSessions(bench.home.paths), 0);
});
