import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { FolderFiles } from "../../src/vault/remotes/folder_files.ts";
import { FolderRemote } from "../../src/vault/remotes/folder_remote.ts";
import { ignoreUnless, ignoreWithout } from "../ignore.ts";
import { checkLongHistory, checkRemote, headsOf } from "../vault/remotes/remote_contract.ts";
import { publicationOf, SampleVault } from "../vault/remotes/remote_fixture.ts";
import { SSHD, startSshServer } from "./ssh_server.ts";

/** Mounts the folder `path` of this machine at `at` through SSH, as a network file system. */
async function mount(
  server: { readonly authority: string; readonly command: string },
  path: string,
  at: string,
): Promise<AsyncDisposable> {
  Deno.mkdirSync(at);
  const [user, port] = server.authority.split(":") as [string, string];
  const config = server.command.replace("ssh -F ", "");
  const { success, stderr } = await new Deno.Command("sshfs", {
    args: ["-p", port, "-F", config, `${user}:${path}`, at],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return {
    async [Symbol.asyncDispose]() {
      await new Deno.Command("fusermount3", { args: ["-u", "-z", at] }).output();
    },
  };
}

Deno.test({
  name:
    "a folder of a network file system that caches what it lists is a remote, and two machines lose nothing in it",
  ignore: ignoreWithout(SSHD, "sshfs") ||
    ignoreUnless(hasFuse(), "FUSE"),
  async fn() {
    const home = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-nfs-" }));
    try {
      Deno.mkdirSync(`${home}/server`);
      await using server = await startSshServer();
      await using _one = await mount(server, `${home}/server`, `${home}/one`);
      await using _other = await mount(server, `${home}/server`, `${home}/other`);
      const open = (path: string) => new FolderRemote(new FolderFiles(path, denoHost, () => {}));
      for (const name of ["contract", "long", "both"]) Deno.mkdirSync(`${home}/one/${name}`);
      await checkRemote(() => open(`${home}/one/contract`), { deletes: "deleted" });
      await checkLongHistory(() => open(`${home}/one/long`), 20);

      const vault = await SampleVault.make();
      const [first] = await vault.chain(1);
      const folders = ["one", "other"].map((name) => `${home}/${name}/both`);
      await open(folders[0]!).push(publicationOf([first!], null));
      // Neither sees at once what the other one writes. All of it is there in the end.
      const made = await Promise.all(folders.map(async (folder) => {
        const chain = await vault.chain(10, [first!]);
        for (const each of chain) await open(folder).push(publicationOf([each], null));
        return chain.at(-1)!.hash;
      }));
      const direct = await headsOf(open(`${home}/server/both`));
      assert.deepEqual(direct.heads.map(({ hash }) => hash).sort(), made.sort());
    } finally {
      Deno.removeSync(home, { recursive: true });
    }
  },
});

/** Reports whether this user can mount with FUSE, which a container may not allow. */
function hasFuse(): boolean {
  try {
    Deno.openSync("/dev/fuse", { read: true, write: true }).close();
    return true;
  } catch {
    return false;
  }
}
