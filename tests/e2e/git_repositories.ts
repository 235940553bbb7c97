import { gitFor, receivePackWithoutHooks } from "../../src/exec/git.ts";
import { GitRemote } from "../../src/vault/remotes/git_remote.ts";
import type { RunGit } from "../../src/vault/remotes/git_repository.ts";
import { parseRemoteUrl } from "../../src/vault/remotes/remote_url.ts";

/** Returns the remote at `address`, with `folder` as the repository of this machine. `wrap` can change how git runs. */
export function openGit(
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
export async function withRepository(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws git " }));
  try {
    await git(["init", "-q", "--bare", `${folder}/team vault.git`]);
    await action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Runs the system's git and returns what it prints. */
export async function git(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Calls `action` with these environment variables, and restores the previous ones. */
export async function withVariables(
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
