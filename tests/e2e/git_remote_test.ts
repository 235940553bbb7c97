import assert from "node:assert/strict";
import { gitFor, receivePackWithoutHooks } from "../../src/exec/git.ts";
import { GitRemote } from "../../src/vault/remotes/git_remote.ts";
import type { RunGit } from "../../src/vault/remotes/git_repository.ts";
import { parseRemoteUrl } from "../../src/vault/remotes/remote_url.ts";
import { rejectionOf } from "../error_of.ts";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { checkLongHistory, checkRemote, headsOf } from "../vault/remotes/remote_contract.ts";
import {
  publicationOf,
  type SampleGeneration,
  SampleVault,
} from "../vault/remotes/remote_fixture.ts";
import { SSHD, startSshServer } from "./ssh_server.ts";

const ignore = ignoreWithout("git");

/** Returns the remote at `address`, with `folder` as the repository of this machine. `wrap` can change how git runs. */
function openGit(
  address: string,
  folder: string,
  wrap: (git: RunGit) => RunGit = (git) => git,
): GitRemote {
  const remote = parseRemoteUrl(address);
  if (remote.kind !== "git") throw new Error("not git");
  return new GitRemote({
    url: remote.url,
    isLocal: remote.transport === "file",
    branch: remote.branch,
    folder,
    git: wrap(gitFor({
      repository: folder,
      transport: remote.transport,
      background: true,
      signal: AbortSignal.timeout(120_000),
    })),
    receivePack: receivePackWithoutHooks(),
    sleep: () => Promise.resolve(),
  });
}

/** Calls `action` with the path of a folder that has the bare repository `team vault.git`. */
async function withRepository(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws git " }));
  try {
    await git(["init", "-q", "--bare", `${folder}/team vault.git`]);
    await action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function git(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name:
    "a bare repository on this machine is a remote, with one commit a generation and no checkout",
  ignore,
  async fn() {
    await withRepository(async (folder) => {
      const address = `git+file:${folder}/team vault.git`;
      let machines = 0;
      const open = () => openGit(address, `${folder}/state/remotes/${machines++ % 2}.git`);
      await checkRemote(open, { deletes: "kept" });
      const log = ["-C", `${folder}/team vault.git`, "log", "--format=%s|%an|%ae|%cn|%ai", "opaws"];
      const lines = (await git(log)).trim().split("\n");
      assert.match(lines[0]!, /^Generation 3\|Ada\|opaws@opaws.invalid\|Ada\|.* \+0000$/);
      assert.deepEqual(lines.map((line) => line.split("|")[0]), ["Generation 3", "Generation 1"]);
      assert.equal(Deno.statSync(`${folder}/state/remotes/0.git`).mode! & 0o777, 0o700);
      assert.throws(() => Deno.statSync(`${folder}/state/remotes/0.git/hooks`));
      await checkLongHistory(() => openGit(`${address}#long`, `${folder}/state/remotes/l.git`), 60);
    });
  },
});

Deno.test({
  name: "a bare repository behind a real SSH server is a remote",
  ignore: ignoreWithout("git", SSHD),
  async fn() {
    await using server = await startSshServer();
    await withRepository(async (folder) => {
      Deno.renameSync(`${folder}/team vault.git`, `${folder}/team`);
      const path = encodeURI(folder).replaceAll("%20", " ");
      const address = `git+ssh://${server.authority}${path}/team`;
      Deno.env.set("GIT_SSH_COMMAND", server.command);
      try {
        let machines = 0;
        const open = () => openGit(address, `${folder}/remotes/${machines++ % 2}.git`);
        await checkRemote(open, { deletes: "kept" });
        const missing = openGit(`${address}x`, `${folder}/remotes/x.git`);
        const error = await rejectionOf(missing.heads(null));
        assert.equal(error.exit, "unavailable");
        assert.match(error.message, /does not appear to be a git repository/);
        // Nobody can answer in the background.
        Deno.env.set("GIT_SSH_COMMAND", `${server.command} -o UserKnownHostsFile=/dev/null`);
        const unknown = await rejectionOf(openGit(address, `${folder}/u.git`).heads(null));
        assert.match(unknown.message, /Host key verification failed/);
      } finally {
        Deno.env.delete("GIT_SSH_COMMAND");
      }
    });
  },
});

Deno.test({
  name: "git gets none of opaws's secrets, no configuration that runs programs, and no hook runs",
  ignore,
  async fn() {
    await withRepository(async (folder) => {
      const seen = `${folder}/seen`;
      const trap = `#!/bin/sh\necho "$0" >>'${seen}'\n`;
      for (const hook of ["pre-receive", "update", "post-receive", "post-update", "pre-push"]) {
        Deno.writeTextFileSync(`${folder}/team vault.git/hooks/${hook}`, trap, { mode: 0o755 });
      }
      Deno.mkdirSync(`${folder}/bin`);
      const real =
        (await new Deno.Command("sh", { args: ["-c", "command -v git"] }).output()).stdout;
      const program = new TextDecoder().decode(real).trim();
      Deno.writeTextFileSync(
        `${folder}/bin/git`,
        `#!/bin/sh\nenv >>'${folder}/env'\necho "$@" >>'${folder}/args'\nexec '${program}' "$@"\n`,
        { mode: 0o755 },
      );
      Deno.writeTextFileSync(
        `${folder}/.gitconfig`,
        `[core]\n\thooksPath = ${folder}/hooks\n\tfsmonitor = ${folder}/trap\n\tsshCommand = ${folder}/trap\n`,
      );
      const variables = {
        PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
        HOME: folder,
        OPAWS_TOKEN: "secret-token",
        OPAWS_SESSION: "secret-session",
        OPAWS_TOKEN_FILE: "secret-file",
        GIT_DIR: `${folder}/elsewhere`,
        GIT_EXTERNAL_DIFF: `${folder}/trap`,
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "core.hooksPath",
        GIT_CONFIG_VALUE_0: `${folder}/hooks`,
        GIT_AUTHOR_NAME: "private name",
        EMAIL: "private@example.com",
        GIT_TRACE: `${folder}/trace`,
      };
      await withVariables(variables, async () => {
        const vault = await SampleVault.make();
        const open = () => openGit(`git+file:${folder}/team vault.git`, `${folder}/state/r.git`);
        const [first] = await vault.chain(1);
        await open().push(publicationOf([first!], null));
        assert.deepEqual((await headsOf(open())).heads[0]!.hash, first!.hash);
      });
      assert.throws(() => Deno.statSync(seen), Deno.errors.NotFound);
      assert.throws(() => Deno.statSync(`${folder}/trace`), Deno.errors.NotFound);
      const env = Deno.readTextFileSync(`${folder}/env`);
      assert.doesNotMatch(env, /secret-|^GIT_EXTERNAL_DIFF|^GIT_CONFIG_COUNT|private/m);
      assert.match(env, /^GIT_TERMINAL_PROMPT=0$/m);
      assert.match(env, /^GIT_ALLOW_PROTOCOL=file$/m);
      const log = await git([
        "-C",
        `${folder}/team vault.git`,
        "log",
        "--format=%an%ae%cn%ce",
        "opaws",
      ]);
      assert.doesNotMatch(log, /private/);
    });
  },
});

Deno.test({
  name:
    "a repository on this machine that others can write to is refused (78), and one that is missing is not empty (66)",
  ignore,
  async fn() {
    await withRepository(async (folder) => {
      const open = (name: string) => openGit(`git+file:${folder}/${name}`, `${folder}/s/r.git`);
      for (const part of ["", "/config", "/hooks"]) {
        const path = `${folder}/team vault.git${part}`;
        const { mode } = Deno.statSync(path);
        Deno.chmodSync(path, mode! | 0o020);
        const error = await rejectionOf(open("team vault.git").heads(null));
        assert.deepEqual([error.exit, error.code], ["refused", "untrusted-file"], part);
        Deno.chmodSync(path, mode!);
      }
      assert.deepEqual(await open("team vault.git").heads(null), { heads: [], tag: null });
      const error = await rejectionOf(open("other.git").heads(null));
      assert.deepEqual([error.exit, error.code], ["notFound", "no-repository"]);
    });
  },
});

Deno.test({
  name: "a branch with hostile content is refused, and what is too large is not read",
  ignore,
  async fn() {
    await withRepository(async (folder) => {
      const work = `${folder}/work`;
      await git(["init", "-q", "-b", "opaws", work]);
      const commit = async (): Promise<void> => {
        const name = ["-c", "user.name=x", "-c", "user.email=x"];
        await git(["-C", work, "add", "-A"]);
        await git(["-C", work, ...name, "commit", "-q", "--allow-empty", "-m", "x"]);
        await git(["-C", work, "push", "-q", "-f", `${folder}/team vault.git`, "opaws"]);
      };
      const open = () => openGit(`git+file:${folder}/team vault.git`, `${folder}/s/r.git`);
      const cases: Record<string, () => void> = {
        "no vault.json": () => Deno.writeTextFileSync(`${work}/README`, "x"),
        "a symlink": () => Deno.symlinkSync("/etc/passwd", `${work}/vault.json`),
        "a folder": () => {
          Deno.removeSync(`${work}/vault.json`);
          Deno.mkdirSync(`${work}/vault.json`);
          Deno.writeTextFileSync(`${work}/vault.json/x`, "x");
        },
        "not a vault": () => {
          Deno.removeSync(`${work}/vault.json`, { recursive: true });
          Deno.writeTextFileSync(`${work}/vault.json`, "\u001b[31m");
        },
        "too large": () => Deno.truncateSync(`${work}/vault.json`, 65 * 1024 * 1024),
      };
      for (const [name, prepare] of Object.entries(cases)) {
        prepare();
        await commit();
        const error = await rejectionOf(open().heads(null));
        assert.equal(error.exit, "damaged", name);
        // deno-lint-ignore no-control-regex -- nothing of that may reach a terminal
        assert.doesNotMatch(error.message, /[\u0000-\u001f]/, name);
      }
      const vault = await SampleVault.make();
      const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
      Deno.writeFileSync(`${work}/vault.json`, second.file);
      Deno.mkdirSync(`${work}/headers`);
      Deno.writeFileSync(`${work}/headers/0000000000000001-${first.hash}.json`, second.header);
      Deno.writeFileSync(`${work}/headers/..\u001b x.json`, second.header);
      Deno.writeFileSync(
        `${work}/headers/0000000000000002-${second.hash}.json`,
        new Uint8Array(300_000),
      );
      await commit();
      assert.deepEqual((await headsOf(open())).heads, [{ hash: second.hash, generation: 2 }]);
      assert.equal(await open().header(first.hash), null);
      assert.equal(await open().header(second.hash), null);
    });
  },
});

Deno.test({
  name:
    "an opaws that ends before or after any call of git loses nothing, and the next push goes on",
  ignore,
  async fn() {
    let crashes = 0;
    for (const when of ["before", "after"] as const) {
      for (let nth = 1;; nth++) {
        const isReached = await crashAt(when, nth);
        if (!isReached) break;
        crashes++;
      }
    }
    report(`a push through git was ended at ${crashes} places`);
    assert.ok(crashes > 15);
  },
});

/** Ends a push before or after the call number `nth` of git. Returns whether it has so many. */
async function crashAt(when: "before" | "after", nth: number): Promise<boolean> {
  let isReached = false;
  await withRepository(async (folder) => {
    const address = `git+file:${folder}/team vault.git`;
    const vault = await SampleVault.make();
    const [first, second] = await vault.chain(2) as [SampleGeneration, SampleGeneration];
    await openGit(address, `${folder}/other.git`).push(publicationOf([first], null));
    const { tag } = await headsOf(openGit(address, `${folder}/other.git`));
    const next = publicationOf([second], tag, [first]);
    let calls = 0;
    const crashing = openGit(address, `${folder}/s/r.git`, (git) => async (args, input) => {
      calls++;
      if (calls > nth) return await new Promise(() => {}); // it is gone
      if (calls < nth) return await git(args, input);
      isReached = true;
      if (when === "after") await git(args, input);
      throw new Error("crashed");
    });
    await crashing.push(next).catch((error: Error) => assert.equal(error.message, "crashed"));
    const seen = (await headsOf(openGit(address, `${folder}/other.git`))).heads[0]!.hash;
    assert.ok(seen === first.hash || seen === second.hash);
    const again = await openGit(address, `${folder}/s/r.git`).push(next);
    const now = await headsOf(openGit(address, `${folder}/s/r.git`));
    assert.deepEqual(now.heads, [{ hash: second.hash, generation: 2 }], `${when} call ${nth}`);
    // The commit has a time, so that a later one is another. The engine reads before it pushes again.
    assert.ok(again === "moved" ? seen === second.hash : again.tag === now.tag);
  });
  return isReached;
}

Deno.test({
  name:
    "git killed (SIGKILL) at any moment loses nothing, and its locks and halves do not stop the next call",
  ignore: ignoreWithout("git", "timeout"),
  async fn() {
    await withRepository(async (folder) => {
      const address = `git+file:${folder}/team vault.git`;
      const vault = await SampleVault.make();
      let chain = await vault.chain(1);
      await openGit(address, `${folder}/other.git`).push(publicationOf(chain, null));
      let killed = 0;
      Deno.mkdirSync(`${folder}/bin`);
      const program = await new Deno.Command("sh", { args: ["-c", "command -v git"] }).output();
      const real = new TextDecoder().decode(program.stdout).trim();
      for (let round = 0; round < 40; round++) {
        const limit = (0.001 + 0.0008 * round).toFixed(4);
        Deno.writeTextFileSync(
          `${folder}/bin/git`,
          `#!/bin/sh\nexec timeout --foreground -s KILL ${limit} '${real}' "$@"\n`,
          { mode: 0o755 },
        );
        const next = await vault.next(chain.slice(-1));
        const head = await headsOf(openGit(address, `${folder}/other.git`));
        const publication = publicationOf([next], head.tag, chain.slice(-1));
        await withVariables({ PATH: `${folder}/bin:${Deno.env.get("PATH")}` }, async () => {
          await openGit(address, `${folder}/s/r.git`).push(publication).catch(() => killed++);
        });
        await openGit(address, `${folder}/s/r.git`).push(publication);
        const now = await headsOf(openGit(address, `${folder}/s/r.git`));
        assert.deepEqual(now.heads[0]!.hash, next.hash, `round ${round}`);
        chain = [next];
      }
      report(`${killed} of 40 pushes through git ended because git was killed`);
      assert.ok(killed > 0);
      const repository = `${folder}/s/r.git`;
      for (const lock of ["shallow.lock", "HEAD.lock", "config.lock", "refs/opaws/head.lock"]) {
        Deno.writeTextFileSync(`${repository}/${lock}`, "");
        const next = await vault.next(chain.slice(-1));
        const { tag } = await headsOf(openGit(address, `${folder}/other.git`));
        await openGit(address, `${folder}/other.git`).push(publicationOf([next], tag));
        assert.equal((await headsOf(openGit(address, repository))).heads[0]!.hash, next.hash, lock);
        chain = [next];
      }
      for (const { name } of Deno.readDirSync(`${repository}/objects/pack`)) {
        Deno.chmodSync(`${repository}/objects/pack/${name}`, 0o600);
        Deno.truncateSync(`${repository}/objects/pack/${name}`, 10);
      }
      const { heads } = await headsOf(openGit(address, repository));
      assert.equal(heads[0]!.hash, chain[0]!.hash);
    });
  },
});

/** Calls `action` with these environment variables, and restores the previous ones. */
async function withVariables(
  variables: Readonly<Record<string, string>>,
  action: () => Promise<void>,
): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await action();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}
