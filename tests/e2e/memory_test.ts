import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { listKeys, readKey } from "../../src/unlock/cache/keyctl.ts";
import { ignoreUnless, ignoreUnlessRoot } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { copiesInMemory } from "./process_memory.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

/** What one import of a key leaves in memory: what was measured with Deno 2.9.6. */
const WEB_CRYPTO_COPIES = 3;
const QUESTION = /◆ +Password of vault "personal"/;

Deno.test("opaws dumps no core while it asks, and the tool gets its own limit back", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await home.opaws(["lock"]);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  await terminal.send("ulimit -Sc unlimited; sh -c 'echo $$ >pid; exec opaws unlock'\r");
  await terminal.expect(QUESTION);
  const pid = Deno.readTextFileSync(`${home.folder}/pid`).trim();
  assert.match(Deno.readTextFileSync(`/proc/${pid}/limits`), /Max core file size +0 +unlimited/);
  await terminal.send(`${PASSWORD}\r`);
  await terminal.expect(/is unlocked for this terminal/);
  await terminal.send("opaws run --item 'AWS dev' -- sh -c 'ulimit -Sc; ulimit -Hc'\r");
  await terminal.expect(/unlimited\nunlimited\n/);
});

/** A server that accepts a connection and never responds, in place of STS. */
class StalledSts implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly url = `http://127.0.0.1:${this.#listener.addr.port}`;
  #child: Deno.ChildProcess | undefined;
  #connection: Deno.Conn | undefined;

  /** Starts `command` and returns its process id when it waits for the server. Throws if it ends before. */
  async waiting(command: Deno.Command): Promise<number> {
    this.#child = command.spawn();
    const ended = this.#child.status.then(({ code }): never => {
      throw new Error(`it ended with status ${code} and did not call STS`);
    });
    this.#connection = await Promise.race([this.#listener.accept(), ended]);
    await this.#connection.read(new Uint8Array(1));
    return this.#child.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child?.status;
    this.#connection?.close();
    this.#listener.close();
  }
}

Deno.test({
  name:
    "with --web-identity, the user's other processes cannot read opaws's memory and environment",
  ignore: ignoreUnlessRoot(), // it runs opaws as another user than root
  async fn() {
    using home = new UserHome();
    using user = new UnprivilegedUser();
    await using sts = new StalledSts();
    Deno.writeTextFileSync(`${home.folder}/jwt`, "header.claims.signature");
    user.own(home.folder);
    const as = [...user.privileges, "--"];
    const pid = await sts.waiting(
      new Deno.Command("setpriv", {
        args: [...as, `${home.folder}/bin/opaws`, "run", "--web-identity", "--", "true"],
        clearEnv: true,
        env: {
          ...home.env,
          AWS_ENDPOINT_URL_STS: sts.url,
          AWS_WEB_IDENTITY_TOKEN_FILE: `${home.folder}/jwt`,
          AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/ci",
          DENO_DIR: `${home.folder}/cache`,
        },
        stdin: "null",
        stderr: "null",
      }),
    );
    assert.ok(copiesInMemory(pid, new TextEncoder().encode("header.claims.signature")) > 0);
    for (const file of ["mem", "environ"]) {
      const spy = new Deno.Command("setpriv", { args: [...as, "cat", `/proc/${pid}/${file}`] });
      const { success, stderr } = await spy.output();
      assert.ok(!success, file);
      assert.match(new TextDecoder().decode(stderr), /Permission denied/);
    }
  },
});

Deno.test({
  name: "while opaws waits for STS, the vault key is in its memory only as WebCrypto keeps it",
  ignore: ignoreUnlessRoot() || ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring"),
  async fn() {
    await using sts = new StalledSts();
    using home = new UserHome({ AWS_ENDPOINT_URL: sts.url });
    await home.vault();
    await home.item("AWS dev");
    await home.bind("AWS dev");
    const role = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default";
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, `[default]\n[profile x]\n${role}\n`);
    const name = new RegExp(`^opaws:2:.*:${RegExp.escape(home.folder)}$`);
    const cached = listKeys().find(({ description }) => name.test(description))!;
    const key = readKey(cached.serial, 128)!.slice(0, 32);
    const ways = [["--profile", "x"], ["--profile", "x", "--item", "AWS dev"]];
    for (const way of ways) {
      await using waiting = new StalledSts();
      const pid = await waiting.waiting(
        new Deno.Command(`${home.folder}/bin/opaws`, {
          args: ["run", ...way, "--", "true"],
          clearEnv: true,
          env: { ...home.env, AWS_ENDPOINT_URL: waiting.url },
          stdin: "null",
          stderr: "null",
        }),
      );
      const copies = copiesInMemory(pid, key);
      assert.ok(copies <= WEB_CRYPTO_COPIES, `${way}: ${copies} copies`);
    }
  },
});
