import { gitFor, receivePackWithoutHooks } from "../../src/exec/git.ts";
import { GitRemote } from "../../src/vault/remotes/git_remote.ts";
import { parseRemoteUrl } from "../../src/vault/remotes/remote_url.ts";
import { ignoreWithout } from "../ignore.ts";
import { checkLongHistory, checkRemote } from "../vault/remotes/remote_contract.ts";

const ignore = ignoreWithout("git");

function openGit(address: string, folder: string): GitRemote {
  const remote = parseRemoteUrl(address);
  if (remote.kind !== "git") throw new Error("not git");
  return new GitRemote({
    url: remote.url,
    isLocal: remote.transport === "file",
    branch: remote.branch,
    folder,
    git: gitFor({
      repository: folder,
      transport: remote.transport,
      background: true,
      signal: AbortSignal.timeout(60_000),
    }),
    receivePack: receivePackWithoutHooks(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  });
}

async function bareRepository(path: string): Promise<void> {
  const { success } = await new Deno.Command("git", { args: ["init", "-q", "--bare", path] })
    .output();
  if (!success) throw new Error("git init failed");
}

Deno.test({
  name: "a bare repository on this machine is a remote",
  ignore,
  async fn() {
    const home = Deno.makeTempDirSync({ prefix: "opaws git " });
    try {
      await bareRepository(`${home}/team vault.git`);
      const address = `git+file:${home}/team vault.git`;
      let machines = 0;
      const open = () => openGit(address, `${home}/state/remotes/${machines++ % 2}.git`);
      await checkRemote(open, { deletes: "kept" });
      await checkLongHistory(() => openGit(`${address}#long`, `${home}/state/remotes/l.git`), 150);
    } finally {
      Deno.removeSync(home, { recursive: true });
    }
  },
});
