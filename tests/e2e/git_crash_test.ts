import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { report } from "../report.ts";
import { headsOf } from "../vault/remotes/remote_contract.ts";
import {
  publicationOf,
  type SampleGeneration,
  SampleVault,
} from "../vault/remotes/remote_fixture.ts";
import { openGit, withRepository, withVariables } from "./git_repositories.ts";

const ignore = ignoreWithout("git");

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
      for (let round = 0; round < 24; round++) {
        const limit = (0.001 + 0.0014 * round).toFixed(4);
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
      report(`${killed} of 24 pushes through git ended because git was killed`);
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
