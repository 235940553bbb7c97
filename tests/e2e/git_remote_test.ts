import assert from "node:assert/strict";
import { rejectionOf } from "../error_of.ts";
import { ignoreWithout } from "../ignore.ts";
import { checkLongHistory, checkRemote, headsOf } from "../vault/remotes/remote_contract.ts";
import {
  publicationOf,
  type SampleGeneration,
  SampleVault,
} from "../vault/remotes/remote_fixture.ts";
import { git, openGit, withRepository, withVariables } from "./git_repositories.ts";
import { SSHD, startSshServer } from "./ssh_server.ts";

const ignore = ignoreWithout("git");

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
      assert.match(lines[0]!, /^Generation 6\|Ada\|opaws@opaws.invalid\|Ada\|.* \+0000$/);
      assert.deepEqual(
        lines.map((line) => line.split("|")[0]),
        [6, 5, 4, 3, 1].map((each) => `Generation ${each}`),
      );
      const vault = await SampleVault.make();
      const chain = await vault.chain(5);
      const other = (name: string) =>
        openGit(`${address}#other`, `${folder}/state/remotes/${name}.git`);
      let tag: string | null = null;
      for (const each of chain) {
        const pushed = await other("writer").push(publicationOf([each], tag));
        tag = pushed === "moved" ? null : pushed.tag;
      }
      // Merges look at generations that are a little older.
      for (const name of ["writer", "reader"]) {
        for (const { hash, file } of chain) {
          assert.deepEqual(await other(name).generation(hash), file);
        }
      }
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
      assert.deepEqual(
        [error.exit, error.code, error.try],
        ["notFound", "no-repository", "opaws remote set --help"],
      );
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
      assert.deepEqual(await open().header(second.hash), second.header); // from vault.json
    });
  },
});
