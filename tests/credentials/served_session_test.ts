import assert from "node:assert/strict";
import type { Credentials } from "../../src/aws/credentials.ts";
import type { CredentialsContext, ProvidedCredentials } from "../../src/credentials/context.ts";
import { ServedSession } from "../../src/credentials/served_session.ts";
import { Secret } from "../../src/secret.ts";

const MINUTE = 60_000;

/** A session, the clock that it reads, and what it calls. */
function served(renew: ProvidedCredentials["renew"] = () => Promise.reject(new Error("no"))) {
  const state = { now: 0, current: true, renewals: 0, wiped: 0 };
  const first = {
    credentials: session("first", 60 * MINUTE),
    renew: (context: CredentialsContext) => {
      state.renewals++;
      return renew(context);
    },
    wipe: () => {
      state.wiped++;
    },
  } as unknown as ProvidedCredentials;
  const make = (credentials: Credentials = first.credentials) =>
    new ServedSession({
      host: { now: () => state.now, uptime: () => state.now },
      first: { ...first, credentials },
      context: {} as CredentialsContext,
      isCurrent: () => state.current,
      lifetime: 720 * MINUTE,
    });
  return { state, make };
}

function session(accessKeyId: string, expiresAt: number): Credentials {
  const [secretAccessKey, sessionToken] = [new Secret("s"), new Secret("t")];
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
}

Deno.test("get() returns the first session until it has 15 minutes left, then one new one for all requests", async () => {
  const { state, make } = served(() => Promise.resolve(session("second", 120 * MINUTE)));
  const each = make();
  state.now = 44 * MINUTE;
  assert.equal((await each.get()).accessKeyId, "first");
  state.now = 45 * MINUTE;
  const all = await Promise.all([each.get(), each.get(), each.get()]);
  assert.deepEqual(all.map(({ accessKeyId }) => accessKeyId), ["second", "second", "second"]);
  assert.equal(state.renewals, 1);
});

Deno.test("get() throws after lock and after its lifetime, also if that happens during a renewal", async () => {
  const { state, make } = served(() => {
    state.current = false;
    return Promise.resolve(session("second", 120 * MINUTE));
  });
  const locked = make();
  state.now = 50 * MINUTE;
  await assert.rejects(locked.get(), /the vault was locked since the server started/);
  state.current = true;
  await assert.rejects(locked.get(), /cannot serve credentials/, "it stays ended");
  state.now = 0;
  const late = make();
  state.now = 720 * MINUTE;
  await assert.rejects(late.get(), /the server has reached its time limit/);
  assert.equal(late.hasEnded(), true);
  assert.equal(state.wiped, 2, "each wipes its key once");
});

Deno.test("get() says that the vault was locked if a renewal fails because its key is gone", async () => {
  const { state, make } = served(() => {
    state.current = false;
    return Promise.reject(new Error("a key was used after it was wiped"));
  });
  const each = make();
  state.now = 50 * MINUTE;
  await assert.rejects(each.get(), /the vault was locked since the server started/);
});

Deno.test("get() asks nobody, and tries again with the next request", async () => {
  const { state, make } = served((context) =>
    context.ask.oneTimeCode("mfa", "reason", "item") as Promise<never>
  );
  const each = make();
  state.now = 50 * MINUTE;
  await assert.rejects(each.get(), /cannot get a one-time code of mfa: the terminal belongs to/);
  await assert.rejects(each.get(), /cannot get a one-time code/);
  assert.equal(state.renewals, 2);
});

Deno.test("a session of 15 minutes is refused, at the start and after a renewal", async () => {
  const { state, make } = served(() => Promise.resolve(session("second", 65 * MINUTE)));
  assert.throws(() => make(session("short", 15 * MINUTE)), /it lasts 15 min/);
  const each = make();
  state.now = 50 * MINUTE;
  await assert.rejects(each.get(), /cannot serve the session/);
});
