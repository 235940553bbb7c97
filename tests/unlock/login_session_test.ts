import assert from "node:assert/strict";
import { denoHost, type Host } from "../../src/host.ts";
import { isLoginSession, loginSession } from "../../src/unlock/login_session.ts";
import { ignoreUnlessLinux } from "../ignore.ts";

function host(env: Record<string, string> = {}): Host {
  return { ...denoHost, platform: "linux", env: (name) => env[name] };
}

Deno.test({
  name: "loginSession() is the same for every program of an audit session, while the folder exists",
  ignore: ignoreUnlessLinux(),
  fn: () => {
    const base = Deno.realPathSync(Deno.makeTempDirSync());
    const paths = { runtimes: [`${base}/run/opaws`, `${base}/state`] } as const;
    Deno.mkdirSync(`${base}/run`, { mode: 0o700 });
    const first = loginSession(host(), paths, () => "7")!;
    assert.match(first.id, /^login-7-[0-9a-f]{16}$/);
    assert.ok(isLoginSession(first.id));
    assert.deepEqual(loginSession(host({ XDG_SESSION_ID: "c2" }), paths, () => "7"), first);
    assert.equal(Deno.statSync(`${base}/run/opaws/login`).mode! & 0o777, 0o600);
    assert.notEqual(loginSession(host(), paths, () => "8")!.id, first.id);
    const [, random] = /-([0-9a-f]{16})$/.exec(first.id)!;
    const named = loginSession(host({ XDG_SESSION_ID: "c2" }), paths, () => null)!;
    assert.equal(named.id, `login-c2-${random}`);
    const odd = loginSession(host({ XDG_SESSION_ID: "../x" }), paths, () => null)!;
    assert.equal(odd.id, `login-0-${random}`);
    Deno.removeSync(`${base}/run/opaws`, { recursive: true });
    assert.notEqual(loginSession(host(), paths, () => "7")!.id, first.id, "after the logout");
    Deno.writeTextFileSync(`${base}/run/opaws/login`, "damaged");
    assert.match(loginSession(host(), paths, () => "7")!.id, /^login-7-/);
    assert.deepEqual([...Deno.readDirSync(`${base}/run/opaws`)].map(({ name }) => name), ["login"]);
    Deno.removeSync(base, { recursive: true });
  },
});

Deno.test("loginSession() is null where the system has no runtime folder", () => {
  assert.equal(loginSession(host(), { runtimes: ["/state/run/boot"] }, () => "7"), null);
});
