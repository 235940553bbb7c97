import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { listKeys, readKey } from "../../src/unlock/cache/keyctl.ts";
import { ignoreUnless, ignoreUnlessRoot } from "../ignore.ts";
import { UnprivilegedUser } from "../unprivileged_user.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { parseToken } from "../../src/vault/slots/token_text.ts";
import { Pty } from "./pty.ts";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { SsoHome } from "./sso_home.ts";
import { RoleHome } from "./role_home.ts";
import { copiesInMemory } from "./process_memory.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

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
    await Promise.race([this.connected(), ended]);
    return this.#child.pid;
  }

  /** Returns when a program waits for the server. */
  async connected(): Promise<void> {
    this.#connection = await this.#listener.accept();
    await this.#connection.read(new Uint8Array(1));
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

/** Returns the cached key of the only vault of `home`. */
function cachedKey(home: UserHome): Uint8Array {
  const name = new RegExp(`^opaws:2:.*:${RegExp.escape(home.folder)}$`);
  const { serial } = listKeys().find(({ description }) => name.test(description))!;
  return readKey(serial, 128)!.slice(0, 32);
}

const IGNORED = ignoreUnlessRoot() ||
  ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");
const ROLE_OF_X = "role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default";

/** A home with an item that is bound, and a profile that assumes a role. */
async function waitingHome(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, `[default]\n[profile x]\n${ROLE_OF_X}\n`);
  return home;
}

/** Adds an item that needs a session. Each has a device of its own, because a code works only once. */
async function mfaItem(home: UserHome, title: string): Promise<void> {
  const seed = "JBSWY3DPEHPK3PXP".repeat(2).slice(0, -1) + title.slice(-1).toUpperCase();
  await home.item(title, "AKIAIOSFODNN8EXAMPLE", {
    "mfa serial": "arn:aws:iam::123456789012:mfa/me",
    "one-time password": `otpauth://totp/x?secret=${seed}`,
  });
}

/** Starts opaws with `args`, waits until it waits for STS, and returns how often `secret` is in its memory. */
async function copiesWhileWaiting(
  home: UserHome,
  args: readonly string[],
  secret: Uint8Array,
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  await using sts = new StalledSts();
  const pid = await sts.waiting(
    new Deno.Command(`${home.folder}/bin/opaws`, {
      args: [...args],
      clearEnv: true,
      env: { ...home.env, AWS_ENDPOINT_URL: sts.url, AWS_ENDPOINT_URL_SSO: sts.url, ...env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }),
  );
  // A token is a text itself, and what it was parsed from stays.
  const forms = env.OPAWS_TOKEN === undefined ? otherForms(secret) : [];
  for (const form of forms) assert.equal(copiesInMemory(pid, form), 0, `${args}`);
  return copiesInMemory(pid, secret);
}

/** Returns `secret` as text, and in the byte order in which SHA-256 holds it on this machine. */
function otherForms(secret: Uint8Array): Uint8Array[] {
  const swapped = new Uint8Array(secret.length);
  secret.forEach((byte, at) => swapped[at ^ 3] = byte);
  const texts = [
    secret.toHex(),
    secret.toBase64({ omitPadding: true }),
    secret.toBase64({ alphabet: "base64url", omitPadding: true }),
  ];
  return [swapped, ...texts.map((text) => new TextEncoder().encode(text))];
}

Deno.test({
  name: "while opaws waits for STS, one copy of the vault key is in its memory",
  ignore: IGNORED,
  async fn() {
    using home = await waitingHome();
    for (const title of ["mfa a", "mfa b", "mfa c", "mfa d"]) await mfaItem(home, title);
    await home.bind("mfa a", "sam");
    home.program("sam", ":");
    const key = cachedKey(home);
    const ways = [
      ["run", "--profile", "x", "--", "true"],
      ["run", "--profile", "x", "--item", "AWS dev", "--", "true"],
      ["run", "--server", "--profile", "x", "--", "true"],
      ["serve", "--profile", "x"],
      ["item", "check", "AWS dev"],
      // The plain case opens these items by WebCrypto before it leaves them to the full one.
      ["run", "--", "sam", "deploy"],
      ["run", "--item", "mfa b", "--", "true"],
      ["export", "--item", "mfa c"],
      ["credential-process", "--item", "mfa d"],
    ];
    const copies = new Map<string, number>();
    for (const way of ways) copies.set(way.join(" "), await copiesWhileWaiting(home, way, key));
    assert.deepEqual(copies, new Map(ways.map((way) => [way.join(" "), 1])));
  },
});

Deno.test({
  name: "after a password was typed, one copy of the vault key waits for STS",
  ignore: IGNORED,
  async fn() {
    await using sts = new StalledSts();
    using home = await waitingHome();
    const key = cachedKey(home);
    await home.opaws(["lock"]);
    await using terminal = new Pty(`${home.folder}/bin/opaws`, ["run", "--profile", "x", "true"], {
      env: { ...home.env, AWS_ENDPOINT_URL: sts.url },
      cwd: home.folder,
    });
    await terminal.expect(QUESTION);
    assert.equal(copiesInMemory(terminal.pid, key), 0);
    await terminal.send(`${PASSWORD}\r`);
    await sts.connected();
    assert.equal(copiesInMemory(terminal.pid, key), 1);
  },
});

Deno.test({
  name: "while opaws waits for IAM Identity Center, one copy of the vault key is in its memory",
  ignore: IGNORED,
  async fn() {
    await using sso = FakeSso.start();
    using home = await SsoHome.make(sso);
    assert.equal((await home.opaws(["sso", "login", "corp"])).code, 0);
    const key = cachedKey(home);
    assert.equal(await copiesWhileWaiting(home, ["run", "--profile", "dev", "--", "true"], key), 1);
  },
});

Deno.test({
  name: "a server holds one copy of the vault key, and none after opaws lock",
  ignore: IGNORED,
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const key = cachedKey(home);
    const child = new Deno.Command(`${home.folder}/bin/opaws`, {
      args: ["run", "--server", "--profile", "base", "--", "sh", "-c", "echo ready; exec sleep 60"],
      clearEnv: true,
      env: { ...home.env },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    try {
      const reader = child.stdout.getReader();
      await reader.read();
      assert.equal(copiesInMemory(child.pid, key), 1);
      assert.equal((await home.opaws(["lock"])).code, 0);
      // The server looks every two seconds, and drops what it holds.
      while (copiesInMemory(child.pid, key) > 0) await new Promise((done) => setTimeout(done, 100));
      await reader.cancel();
    } finally {
      child.kill("SIGTERM");
      await child.status;
    }
  },
});

Deno.test({
  name: "while opaws waits for STS with a token, one copy of the token's bytes is in its memory",
  ignore: ignoreUnlessRoot(),
  async fn() {
    using home = await waitingHome();
    await mfaItem(home, "mfa a");
    const file = `${home.folder}/ci.json`;
    const made = await home.opaws(["token", "create", "--item", "mfa a", "--bundle", file]);
    const token = made.stdout.trim();
    const env = { OPAWS_TOKEN: token, OPAWS_VAULT_FILE: file };
    const bytes = parseToken(token, "OPAWS_TOKEN");
    assert.equal(await copiesWhileWaiting(home, ["run", "--", "true"], bytes, env), 1);
  },
});

Deno.test("a plain run that needs a session restarts once, and the tool sees nothing of it", async () => {
  await using sts = FakeSts.start();
  using home = await RoleHome.make(sts);
  await mfaItem(home, "mfa a");
  sts.mfa("arn:aws:iam::123456789012:mfa/me", () => true);
  sts.know("AKIAIOSFODNN8EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  const { code, stdout, stderr } = await home.opaws(["run", "--item", "mfa a", "--", "env"]);
  assert.equal(code, 0, stderr); // it may say that it waits for the next one-time code
  assert.match(stdout, /^AWS_ACCESS_KEY_ID=ASIA/m);
  assert.ok(!/^OPAWS_(START|HELD)/m.test(stdout), stdout);
});

Deno.test({
  name: "a shortcut to a cached session that no longer fits leaves one copy of the vault key",
  ignore: IGNORED,
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const run = ["run", "--profile", "base", "--", "true"];
    assert.equal((await home.opaws(run)).code, 0);
    assert.equal(await copiesWhileWaiting(home, run, cachedKey(home)), 1);
  },
});
