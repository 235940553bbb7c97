import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreUnlessRoot } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { ROLE, RoleHome } from "./role_home.ts";
import { certificates, TlsFront } from "./tls_front.ts";

Deno.test("variables that would weaken TLS reach the tool, not opaws, and the password is asked for once", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const keys = `${home.folder}/keys.log`;
  const weak = {
    DENO_CERT: "/nonexistent.pem",
    NODE_EXTRA_CA_CERTS: "/nonexistent.pem",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    DENO_TLS_CA_STORE: "system",
    SSLKEYLOGFILE: keys,
  };
  const { code, stdout, stderr } = await home.opaws(
    ["run", "--profile", "base", "--", "sh", "-c", 'echo "$1"; env', "x", "a \xff b"],
    { env: weak },
  );
  assert.equal(code, 0, stderr);
  for (const [name, value] of Object.entries(weak)) {
    assert.ok(stdout.includes(`${name}=${value}\n`), name);
  }
  assert.deepEqual(stdout.match(/^OPAWS_\w+/gm)?.sort(), ["OPAWS_CHOSEN", "OPAWS_USES"]);
  assert.match(stdout, /AWS_ACCESS_KEY_ID=ASIA/);
});

Deno.test("opaws trusts the certificates of AWS_CA_BUNDLE, but not those of the runtime's variables", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const { ca, cert, key } = certificates(home.directory("tls"), "IP:127.0.0.1");
  await using tls = new TlsFront(cert, key, Number(new URL(sts.url).port));
  const keys = `${home.folder}/keys.log`;
  const env = { AWS_ENDPOINT_URL: tls.url, SSLKEYLOGFILE: keys };
  for (
    const weak of [
      {},
      { DENO_CERT: ca },
      { NODE_EXTRA_CA_CERTS: ca },
      { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
      { DENO_TLS_CA_STORE: "system", SSL_CERT_FILE: ca },
    ] as const
  ) {
    const { code, stderr } = await home.show(["--profile", "base"], { ...env, ...weak });
    assert.equal(code, 69, JSON.stringify(weak));
    assert.match(stderr, /https:\/\/127.0.0.1:\d+\/: invalid peer certificate/);
  }
  assert.equal(sts.calls.length, 0);
  const trusted = await home.show(["--profile", "base"], { ...env, AWS_CA_BUNDLE: ca });
  assert.equal(trusted.code, 0, trusted.stderr);
  assert.equal(sts.count("AssumeRole"), 1);
  assert.equal(Deno.readTextFileSync(keys), "", "no session key is written down");
  const gone = await home.show(["--profile", "mid"], { ...env, AWS_CA_BUNDLE: `${ca}.gone` });
  assert.equal(gone.code, 78);
  assert.match(gone.stderr, /cannot use the certificates in .*ca\.pem\.gone/);
});

Deno.test("an endpoint without https is refused unless it is on this machine, and a proxy does not see requests to this machine", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
    const env = { [name]: "http://sts.example.com" };
    const { code, stderr } = await home.show(["--profile", "mid"], env);
    assert.equal(code, 78);
    assert.match(stderr, new RegExp(name));
  }
  const proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let seen = 0;
  const serving = (async () => {
    for await (const connection of proxy) {
      seen++;
      connection.close();
    }
  })();
  const address = `http://127.0.0.1:${proxy.addr.port}`;
  const env = { HTTP_PROXY: address, http_proxy: address, ALL_PROXY: address };
  const { code, stdout } = await home.opaws(
    ["run", "--profile", "base", "--", "sh", "-c", "echo $HTTP_PROXY"],
    { env },
  );
  assert.deepEqual([code, stdout], [0, `${address}\n`]);
  proxy.close();
  await serving.catch(() => {});
  assert.equal(seen, 0);
  assert.equal(sts.count("AssumeRole"), 1);
});

Deno.test("an endpoint of a profile or variable that is not AWS's is refused (78) until the user allows its host", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const show = (env: Record<string, string>) =>
    home.show([], { AWS_ENDPOINT_URL: "", AWS_PROFILE: "evil", ...env });
  const evil = "https://me:hunter2@sts.evil.example:8443/x";
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    `[profile evil]\nrole_arn = ${ROLE}/base\nsource_profile = default\nendpoint_url = ${evil}\n`,
  );
  const refused = await show({});
  assert.deepEqual([refused.code, refused.stdout], [78, ""], refused.stderr);
  assert.match(refused.stderr, /endpoint_url of the profile \(~\/\.aws\/config, line 4\)/);
  assert.match(refused.stderr, /: https:\/\/sts\.evil\.example:8443 is neither AWS's/);
  assert.doesNotMatch(refused.stderr, /hunter2/);
  for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
    const { code, stderr } = await show({ [name]: evil });
    assert.equal(code, 78);
    assert.match(stderr, new RegExp(`try: unset ${name}`));
  }
  const [, fix] = /try: opaws (.*)$/m.exec(refused.stderr)!;
  assert.equal(fix, "config set endpoints.allow sts.evil.example");
  assert.equal((await home.opaws(fix.split(" "))).code, 0);
  const allowed = await show({ HTTPS_PROXY: "http://127.0.0.1:1" });
  assert.equal(allowed.code, 69, allowed.stderr);
  const off = await home.opaws(["config", "set", "endpoints.allow", "https://x/"]);
  assert.equal(off.code, 64);
});

Deno.test({
  name: "certificates of another user, or that others can write, are not trusted (78)",
  ignore: ignoreUnlessRoot(),
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    using other = new UnprivilegedUser();
    const folder = home.directory("tls");
    const { ca, cert, key } = certificates(folder, "IP:127.0.0.1");
    await using tls = new TlsFront(cert, key, Number(new URL(sts.url).port));
    const call = (env: Record<string, string>) =>
      home.show(["--profile", "base"], { AWS_ENDPOINT_URL: tls.url, ...env });
    const cases = [
      { spoil: () => Deno.chmodSync(ca, 0o666), says: /other users can write to .*ca\.pem/ },
      { spoil: () => Deno.chmodSync(folder, 0o777), says: /other users can write to .*tls$/m },
      { spoil: () => other.own(ca), says: /ca\.pem belongs to another user/ },
    ];
    for (const { spoil, says } of cases) {
      spoil();
      for (const name of ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"]) {
        const { code, stdout, stderr } = await call({ [name]: ca });
        assert.deepEqual([code, stdout], [78, ""], stderr);
        assert.match(stderr, says);
        assert.match(stderr, /try: (chmod go-w|unset \w+_CA_BUNDLE)/);
      }
      Deno.chmodSync(ca, 0o644);
      Deno.chmodSync(folder, 0o755);
    }
    assert.equal(sts.calls.length, 0);
    Deno.chownSync(ca, 0, 0);
    const trusted = await call({ AWS_CA_BUNDLE: ca });
    assert.equal(trusted.code, 0, trusted.stderr);
  },
});
