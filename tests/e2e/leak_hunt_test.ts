import assert from "node:assert/strict";
import { Secret } from "../../src/secret.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { report } from "../report.ts";
import { ArgumentSampler } from "./argument_sampler.ts";
import { leaksOf, leaksOfBytes } from "./leaks.ts";
import { type Ended, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const STRACE = "/usr/bin/strace";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ITEM = "AWS dev";

/** Returns `length` random letters, which no other text contains. */
function unique(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => LETTERS[byte % 32])
    .join("");
}

/** A home whose secrets must not leak. They are random in each run, so that no other file can have them. */
class Hunt implements Disposable {
  readonly password = `pass ${unique(16)} word`;
  readonly later = `later ${unique(16)} word`;
  readonly mistyped = `mistyped ${unique(16)}`;
  readonly key = `${unique(20)}/+${unique(18)}`;
  readonly changedKey = `${unique(20)}+/${unique(18)}`;
  readonly otp = unique(32);
  readonly keyId = `AKIA${unique(16)}`;
  readonly tag = `tag ${unique(12)}`;
  readonly secrets: Record<string, string | Uint8Array> = {
    password: this.password,
    later: this.later,
    mistyped: this.mistyped,
    key: this.key,
    changedKey: this.changedKey,
    otp: this.otp,
  };
  readonly home: UserHome;
  readonly said: [words: string, ended: Ended][] = [];
  commands = 0;

  constructor(environment: Record<string, string>) {
    this.home = new UserHome(environment);
    Deno.mkdirSync(`${this.home.folder}/tmp`);
  }

  /** Runs opaws. `search()` also searches its output, unless the command was `asked` for a secret. */
  async opaws(
    words: string[],
    input = "",
    more: { env?: Record<string, string>; asked?: boolean; status?: number | "fault" } = {},
  ): Promise<Ended> {
    const ended = await this.home.opaws(words, {
      input,
      env: { TMPDIR: `${this.home.folder}/tmp`, ...more.env },
    });
    const about = `${words.join(" ")}: ${ended.code} ${ended.stderr}`;
    if (more.status === "fault") assert.ok(ended.code > 0 && ended.code !== 70, about);
    else if (more.status !== undefined) assert.equal(ended.code, more.status, about);
    else assert.equal(ended.code, 0, about);
    this.commands += 1;
    if (!more.asked) this.said.push([words.join(" "), ended]);
    return ended;
  }

  /** Fails if a secret is in the output so far, or in a file of the home or its temporary and runtime folders. */
  search(): number {
    for (const [words, { stdout, stderr }] of this.said) {
      assert.deepEqual(leaksOf(`${stdout}\n${stderr}`, this.secrets), [], `${words}\n${stderr}`);
    }
    const hidden = { ...this.secrets, keyId: this.keyId, tag: this.tag };
    let files = 0;
    for (const path of filesBelow(this.home.folder)) {
      files += 1;
      assert.deepEqual(leaksOfBytes(Deno.readFileSync(path), hidden), [], path);
    }
    return files;
  }

  /** Adds the vault key to the secrets. */
  async learnVaultKey(): Promise<void> {
    const path = `${this.home.folder}/.config/opaws/vaults/personal.json`;
    const file = parseVault(Deno.readFileSync(path), path);
    const { key } = await tryPassword(file, new Secret(this.password));
    this.secrets.vaultKey = key.bytes;
  }

  document(key = this.key): string {
    return JSON.stringify({
      title: ITEM,
      tags: [this.tag],
      fields: {
        "access key id": this.keyId,
        "secret access key": key,
        "one-time password": this.otp,
        "mfa serial": "arn:aws:iam::123456789012:mfa/dev",
      },
    });
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
  }
}

for (const debug of ["", "1"]) {
  Deno.test(`no command leaks a secret in arguments, files or output${debug && ", with OPAWS_DEBUG=1"}`, async () => {
    const sampler = new ArgumentSampler();
    using hunt = new Hunt(debug ? { OPAWS_DEBUG: debug } : {});
    await everyCommand(hunt);
    await everyFault(hunt);
    await sampler[Symbol.asyncDispose]();
    for (const line of sampler.seen) {
      assert.deepEqual(leaksOf(line, { ...hunt.secrets, keyId: hunt.keyId }), [], line);
    }
    assert.ok([...sampler.seen].some((line) => line.includes("item\0create")), "nothing was seen");
    const files = hunt.search();
    const index = filesBelow(`${hunt.home.folder}/.local/state/opaws/index`);
    assert.equal([...index].length, 1, "an index was searched too");
    report(
      `leak hunt${debug && ", OPAWS_DEBUG=1"}: ${hunt.commands} commands, ${files} files, ` +
        `${sampler.seen.size} command lines in ${sampler.rounds} rounds: no hit`,
    );
  });
}

Deno.test({
  name: "no file has a secret after a crash at any flush or rename of a write",
  ignore: ignoreWithout(STRACE),
  async fn() {
    using hunt = new Hunt({});
    await hunt.opaws(["vault", "create", "personal", "--password-stdin"], `${hunt.password}\n`);
    await hunt.learnVaultKey();
    await hunt.opaws(["item", "create", "--stdin"], hunt.document());
    let crashes = 0;
    for (const call of ["write", "fsync", "rename"]) {
      for (const nth of [1, 2, 3, 4, 5, 6]) {
        const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${nth}`];
        const words = ["item", "edit", ITEM, "--stdin"];
        const { code } = await hunt.home.run(
          STRACE,
          ["-f", "-qq", "-o", "/dev/null", ...inject, `${hunt.home.folder}/bin/opaws`, ...words],
          {
            input: JSON.stringify({ fields: { "secret access key": hunt.changedKey } }),
            env: { TMPDIR: `${hunt.home.folder}/tmp`, OPAWS_DEBUG: "1" },
          },
        );
        if (code !== 0) crashes += 1;
        hunt.search();
      }
    }
    assert.ok(crashes >= 6, `${crashes} crashes`);
    await hunt.opaws(["item", "show", ITEM]);
    report(`leak hunt: ${crashes} crashes in the middle of a write: no hit`);
  },
});

async function everyCommand(hunt: Hunt): Promise<void> {
  const { home } = hunt;
  await hunt.opaws(["vault", "create", "personal", "--password-stdin"], `${hunt.password}\n`);
  await hunt.learnVaultKey();
  await hunt.opaws(["item", "create", "--stdin"], hunt.document());
  await hunt.opaws(["item", "list"]);
  await hunt.opaws(["item", "show", ITEM]);
  await hunt.opaws(["item", "show", ITEM, "--json"]);
  await hunt.opaws(["init", "aws", "--item", ITEM, "--scope", "global", "--no-check", "--yes"]);
  await hunt.opaws(["inspect", "--json"]);
  await hunt.opaws(["which", "aws"]);
  await hunt.opaws(["list", "--json"]);
  await hunt.opaws(["status", "--json"]);
  await hunt.opaws(["run", "--no-session", "--verbose", "--", "true"]);
  await hunt.opaws(["run", "--no-session", "--item", ITEM, "--", "true"]);
  await hunt.opaws(["run", "--no-session", "--", "env"], "", { asked: true });
  await hunt.opaws(["export", "--format", "process"], "", { asked: true, status: 69 });
  await hunt.opaws(["otp", ITEM]);
  await hunt.opaws(["profile", "list"]);
  await hunt.opaws(["session", "list"]);
  await hunt.opaws(["config", "list"]);
  await hunt.opaws(["doctor"], "", { status: 1 });
  await hunt.opaws(["hook", "bash"]);
  await hunt.opaws(["vault", "list", "--json"]);
  await hunt.opaws(["vault", "export", `${home.folder}/copy.json`]);
  const change = JSON.stringify({ fields: { "secret access key": hunt.changedKey } });
  await hunt.opaws(["item", "edit", ITEM, "--stdin"], change);
  await token(hunt);
  await hunt.opaws(["vault", "passwd", "--password-stdin"], `${hunt.password}\n${hunt.later}\n`);
  await hunt.opaws(["vault", "restore", "2", "--yes"]);
  await hunt.opaws(["lock"]);
  await hunt.opaws(["unlock", "--password-stdin"], `${hunt.later}\n`);
  await importAndScrub(hunt);
  await inTerminal(hunt);
}

async function token(hunt: Hunt): Promise<void> {
  const bundle = `${hunt.home.folder}/bundle.json`;
  const words = ["token", "create", "--item", ITEM, "--bundle", bundle];
  const made = await hunt.opaws(words, "", { asked: true });
  const text = made.stdout.trim();
  assert.match(text, /^opaws_/);
  assert.deepEqual(leaksOf(made.stderr, { ...hunt.secrets, text }), []);
  hunt.secrets.token = text;
  const env = { OPAWS_TOKEN: text, OPAWS_VAULT_FILE: bundle };
  await hunt.opaws(["run", "--no-session", "--item", ITEM, "--", "true"], "", { env });
  const damaged = text.slice(0, -1) + (text.endsWith("a") ? "b" : "a");
  hunt.secrets.damagedToken = damaged;
  await hunt.opaws(["run", "--item", ITEM, "--", "true"], "", {
    env: { ...env, OPAWS_TOKEN: damaged },
    status: 77,
  });
  await hunt.opaws(["token", "list", "--json"]);
}

/** Imports plaintext of `~/.aws/credentials` and scrubs it. Afterwards no file may have it. */
async function importAndScrub(hunt: Hunt): Promise<void> {
  const key = `${unique(20)}/${unique(19)}`;
  hunt.home.credentials({ other: { id: `AKIA${unique(16)}`, secret: key } });
  await hunt.opaws(["item", "import", "--all"]);
  await hunt.opaws(["scrub", "--yes"]);
  hunt.secrets.imported = key;
  assert.doesNotMatch(
    Deno.readTextFileSync(`${hunt.home.folder}/.aws/credentials`),
    /secret_access/,
  );
}

async function inTerminal(hunt: Hunt): Promise<void> {
  await hunt.opaws(["lock"]);
  await using terminal = hunt.home.terminal(`${hunt.home.folder}/bin/opaws`, ["unlock"]);
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await terminal.send(`${hunt.mistyped}\r`);
  await terminal.expect(/wrong password, 2 tries left/, 15_000);
  await terminal.send(`${hunt.later}\r`);
  await terminal.status;
  hunt.said.push(["unlock in a terminal", { code: 0, stdout: terminal.raw, stderr: "" }]);
}

/** Runs commands on input that they cannot read. The error must not quote the secrets in it. */
async function everyFault(hunt: Hunt): Promise<void> {
  const { home, key } = hunt;
  const create = ["item", "create", "--stdin"];
  const field = (value: string): string => `{"title":"x","fields":{"secret access key":${value}}}`;
  await hunt.opaws(create, hunt.document().slice(0, -1), { status: "fault" });
  await hunt.opaws(create, `${hunt.document()}${key}`, { status: "fault" });
  await hunt.opaws(create, field(key), { status: "fault" });
  await hunt.opaws(create, field(`"${key}`), { status: "fault" });
  await hunt.opaws(create, field(`"${key}\\ud800"`), { status: "fault" });
  await hunt.opaws(create, field(`["${key}"]`), { status: "fault" });
  await hunt.opaws(create, field(`"${key}","secret access key":"${key}"`), { status: "fault" });
  await hunt.opaws(create, key, { status: "fault" });
  await hunt.opaws(["unlock", "--password-stdin"], "", { status: "fault" });
  await hunt.opaws(["lock"]);
  await hunt.opaws(["unlock", "--password-stdin"], `${hunt.mistyped}\n`, { status: 77 });
  await hunt.opaws(["unlock", "--password-stdin"], `${hunt.later}\n`);
  // These files are plaintext of the user. They are removed before the files are searched.
  const credentials = `${home.folder}/.aws/credentials`;
  Deno.writeTextFileSync(credentials, `[default]\n${key}\n`, { mode: 0o600 });
  await hunt.opaws(["item", "import", "--all"], "", { status: "fault" });
  await hunt.opaws(["doctor"], "", { status: "fault" });
  Deno.writeTextFileSync(credentials, `aws_secret_access_key = ${key}\n`);
  await hunt.opaws(["item", "import", "--all"], "", { status: "fault" });
  assert.throws(() => hunt.search(), /credentials/, "the search finds what is there");
  Deno.removeSync(credentials);
  const csv = `${home.folder}/keys.csv`;
  Deno.writeTextFileSync(csv, `Access key ID,Secret access key\n${hunt.keyId},"${key}\n`);
  await hunt.opaws(["item", "import", "--csv", csv], "", { status: "fault" });
  Deno.removeSync(csv);
  await hunt.opaws(["run", "--no-session", "--", "/nowhere/at all"], "", { status: 127 });
}

function* filesBelow(folder: string): Iterable<string> {
  for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesBelow(`${folder}/${name}`);
    else if (isFile) yield `${folder}/${name}`;
  }
}
