import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { RoleHome } from "./role_home.ts";

/** A server that runs, and what it has printed so far. */
class Served implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Its standard error, when it has ended. */
  readonly errors: Promise<string>;
  #text = "";

  /** Starts `opaws serve` with `args`. */
  constructor(home: RoleHome, args: readonly string[] = []) {
    this.#child = new Deno.Command(`${home.folder}/bin/opaws`, {
      args: ["serve", ...args],
      env: { ...home.env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reader = this.#child.stdout.getReader();
    this.errors = new Response(this.#child.stderr).text();
  }

  /** Returns what it prints once it is ready. */
  async printed(): Promise<string> {
    while (!/TOKEN=\S+\n/.test(this.#text)) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(await this.errors);
      this.#text += new TextDecoder().decode(value);
    }
    return this.#text;
  }

  /** Its exit status. */
  async status(): Promise<number> {
    return (await this.#child.status).code;
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#reader.cancel();
    await this.errors;
  }
}

Deno.test("opaws serve prints two variables, and ends with 79 when a vault is locked", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await using server = new Served(home, ["--profile", "base"]);
  const printed = await server.printed();
  const [, uri, token] = new RegExp(
    "^export AWS_CONTAINER_CREDENTIALS_FULL_URI=(http://127\\.0\\.0\\.1:\\d+/credentials)\n" +
      "export AWS_CONTAINER_AUTHORIZATION_TOKEN=([0-9a-f]{64})\n$",
  ).exec(printed)!;
  const get = async () => {
    const response = await fetch(uri!, { headers: { authorization: token! } });
    return [response.status, await response.json()] as const;
  };
  const [status, session] = await get();
  assert.deepEqual([status, session.AccessKeyId.slice(0, 4)], [200, "ASIA"]);
  assert.equal((await home.opaws(["lock"])).code, 0);
  assert.equal(await server.status(), 79);
  assert.match(await server.errors, /serving a session of "AWS dev".*Ctrl-C stops/);
  assert.match(await server.errors, /cannot serve credentials any longer: the vault was locked/);
  await assert.rejects(get);
});

Deno.test("opaws serve listens on the port that it is told, unless another program does", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(listener.addr.port);
  const busy = await home.opaws(["serve", "--port", port]);
  assert.equal(busy.code, 69);
  assert.match(busy.stderr, /cannot start a server on port \d+: another program listens there/);
  listener.close();
  await using server = new Served(home, ["--port", port]);
  assert.ok((await server.printed()).includes(`127.0.0.1:${port}/`));
  for (const wrong of ["0", "65536", "http", "-1"]) {
    assert.equal((await home.opaws(["serve", `--port=${wrong}`])).code, 64, wrong);
  }
});

Deno.test("an odd client does not stop the server", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await using server = new Served(home);
  const [, port] = /:(\d+)\//.exec(await server.printed())!;
  const [, token] = /TOKEN=(\S+)/.exec(await server.printed())!;
  for (const bytes of ["", "\r\n\r\n", "GET / HTTP/1.1\r\n", "x".repeat(40_000), "\xff\xfe\0"]) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    await connection.write(new TextEncoder().encode(bytes)).catch(() => {});
    connection.close();
  }
  const headers = { authorization: token! };
  const all = await Promise.all(Array.from({ length: 30 }, async () => {
    const response = await fetch(`http://127.0.0.1:${port}/credentials`, { headers });
    return (await response.json()).AccessKeyId as string;
  }));
  assert.equal(new Set(all).size, 1);
  assert.equal(sts.count("GetSessionToken"), 1);
});
