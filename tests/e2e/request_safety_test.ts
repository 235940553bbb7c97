import assert from "node:assert/strict";
import { StsDouble } from "../aws/sts_double.ts";
import { RoleHome } from "./role_home.ts";

/** Certificates of an authority that nobody trusts, and of 127.0.0.1 signed by it. */
function certificates(folder: string): { readonly ca: string; cert: string; key: string } {
  const openssl = (...args: string[]) => {
    const { success, stderr } = new Deno.Command("openssl", { args, cwd: folder }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  };
  const made = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  openssl("req", "-x509", ...made, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca");
  openssl("req", ...made, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=sts");
  Deno.writeTextFileSync(`${folder}/own.ext`, "subjectAltName=IP:127.0.0.1\n");
  openssl(
    ...["x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
    ...["-out", "own.pem", "-extfile", "own.ext"],
  );
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
  return { ca: `${folder}/ca.pem`, cert: read("own.pem"), key: read("own.key") };
}

/** Puts TLS before a server on loopback. */
class Tls implements AsyncDisposable {
  readonly #listener: Deno.TlsListener;
  readonly #open: Promise<unknown>[] = [];

  constructor(cert: string, key: string, port: number) {
    this.#listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
    this.#open.push(this.#serve(port));
  }

  get url(): string {
    return `https://127.0.0.1:${this.#listener.addr.port}`;
  }

  async #serve(port: number): Promise<void> {
    for await (const outer of this.#listener) {
      const inner = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#open.push(
        outer.readable.pipeTo(inner.writable, { preventClose: true }).catch(() => {})
          .finally(() => close(inner)),
        inner.readable.pipeTo(outer.writable).catch(() => {}),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await Promise.allSettled(this.#open);
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The other direction has ended it.
  }
}

Deno.test("variables that would weaken TLS reach the tool, not opaws, and the password is asked for once", async () => {
  await using sts = StsDouble.start();
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

Deno.test("opaws trusts the certificates of AWS_CA_BUNDLE, and none that the runtime is told of", async () => {
  await using sts = StsDouble.start();
  using home = await RoleHome.make(sts);
  const { ca, cert, key } = certificates(home.directory("tls"));
  await using tls = new Tls(cert, key, Number(new URL(sts.url).port));
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
  assert.match(gone.stderr, /cannot read the certificates in .*ca\.pem\.gone/);
});

Deno.test("an endpoint that is not https is refused unless it is this machine, and no proxy sees what stays here", async () => {
  await using sts = StsDouble.start();
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
