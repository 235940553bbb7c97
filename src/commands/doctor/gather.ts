import { loadProfiles } from "../../aws/config/profiles.ts";
import { exists } from "../../fs/exists.ts";
import { findProgram } from "../../exec/find_program.ts";
import { SECRET_VARIABLES, withoutVariables } from "../../exec/own_variables.ts";
import { UserError } from "../../errors.ts";
import { type Config, EMPTY_CONFIG, unknownMembers } from "../../scope/config.ts";
import { allBindings } from "../../scope/edit.ts";
import { hookedTools, hookState } from "../../shell/hooked_tools.ts";
import { shellWord } from "../../quote.ts";
import { addHookLines, detectShell, startupFile } from "../../shell/startup_file.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { listShims, realProgram, shimFolder } from "../../exec/shims.ts";
import { VERSION } from "../../version.ts";
import type { CommandContext } from "../../cli/context.ts";
import type { BoundFacts, Facts, OwnFile, ToolFacts } from "./facts.ts";
import { gatherVaults } from "./gather_vaults.ts";

/** How long a tool may take to tell its version; milliseconds. */
const PATIENCE = 5000;

/** Gathers all that the checks judge, of `tool` alone when one is named. Unlocks nothing and changes nothing. */
export async function gatherFacts(
  context: CommandContext,
  tool: string | undefined,
): Promise<Facts> {
  const { host, paths } = context;
  const [config, configFault] = attempt(() => context.config());
  const [profiles, profilesFault] = attempt(() => loadProfiles(host, paths.home));
  const tree = readScopeTree(paths, config ?? EMPTY_CONFIG, context.terminal);
  const tools = tool === undefined ? hookedTools(tree) : [tool];
  return {
    now: host.now(),
    version: VERSION,
    executable: Deno.execPath(),
    onPath: firstOnPath(context, "opaws"),
    path: (host.env("PATH") ?? "").split(host.platform === "windows" ? ";" : ":"),
    tools: await Promise.all(tools.map((name) => toolFacts(context, name))),
    startup: startupFacts(context),
    shims: { folder: shimFolder(paths), tools: listShims(paths) },
    files: ownFiles([paths.config, paths.state, paths.runtime]),
    uid: host.uid(),
    configFault,
    unknownMembers: config === null ? [] : unknownMembers(config),
    configFile: paths.configFile,
    vaults: await gatherVaults(context),
    unlockCache: context.unlockCache()?.name ?? null,
    bindings: boundFacts(config ?? EMPTY_CONFIG),
    profiles,
    profilesFault,
    keyInEnvironment: Boolean(host.env("AWS_SECRET_ACCESS_KEY")),
  };
}

/** What `act` answers, or the fault it throws. */
export function attempt<T>(act: () => T): [T, null] | [null, UserError] {
  try {
    return [act(), null];
  } catch (error) {
    if (error instanceof UserError) return [null, error];
    throw error;
  }
}

async function toolFacts(context: CommandContext, name: string): Promise<ToolFacts> {
  const program = attempt(() => realProgram(context.host, context.paths, name))[0];
  return {
    name,
    program,
    version: program === null ? null : await versionOf(program),
    hook: hookState(context.host, name),
    first: firstOnPath(context, name),
  };
}

/** Shims count here. */
function firstOnPath({ host }: CommandContext, name: string): string | null {
  return attempt(() => findProgram(name, { path: host.env("PATH"), shims: [] }))[0];
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { success, stdout, stderr } = await withoutVariables(
      SECRET_VARIABLES,
      () =>
        new Deno.Command(program, {
          args: ["--version"],
          stdin: "null",
          signal: AbortSignal.timeout(PATIENCE),
        }).output(),
    );
    // The AWS CLI of old tells it on standard error.
    const told = new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
    return success ? told.split("\n")[0]!.trim() || null : null;
  } catch {
    return null;
  }
}

function startupFacts(context: CommandContext): Facts["startup"] {
  const shell = detectShell(context.host);
  if (shell === null) return null;
  const path = startupFile(shell, context.host, context.paths);
  const text = exists(path) ? attemptRead(path) : "";
  return {
    shell,
    path,
    hasHook: new RegExp(`^[^#\\n]*opaws.*\\bhook\\b.*${shell}`, "m").test(text),
    install: () => void addHookLines(context.host, path, shell, selfCommandForShell(context.host)),
  };
}

function attemptRead(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** What is gone meanwhile, as other commands remove what they kept, is none. */
function ownFiles(roots: readonly string[]): OwnFile[] {
  return roots.flatMap((root) => {
    try {
      return ownFilesAt(root);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

function ownFilesAt(root: string): OwnFile[] {
  const info = Deno.statSync(root);
  const own = { path: root, folder: info.isDirectory, mode: bits(info), uid: info.uid };
  // Shims are meant to be run by whoever may; a link leads to a file that is checked when it is used.
  if (!info.isDirectory || root.endsWith("/shims")) return info.isDirectory ? [] : [own];
  const inside = [...Deno.readDirSync(root)].filter(({ isSymlink }) => !isSymlink)
    .map(({ name }) => `${root}/${name}`);
  return [own, ...ownFiles(inside)];
}

function bits({ mode }: Deno.FileInfo): number | null {
  return mode === null ? null : mode & 0o777;
}

function boundFacts(config: Config): BoundFacts[] {
  return allBindings(config).map(({ where, binding }) => {
    const [, tool, directory] = /^(.*?), directory (.*)$/s.exec(where) ?? [];
    const profile = /^profile (.*)$/s.exec(where)?.[1];
    const stand = directory === undefined || exists(directory);
    return {
      where,
      directory: directory ?? null,
      directoryStands: stand,
      vault: binding.vault,
      item: binding.item,
      title: binding.title,
      mend: profile !== undefined
        ? `opaws profile unmap ${shellWord(profile)}`
        : directory === undefined
        ? `opaws init ${shellWord(where.replace(/, global$/, ""))} --scope global`
        : stand
        ? `opaws init ${shellWord(tool!)} --scope directory --directory ${shellWord(directory)}`
        : `mkdir -p ${shellWord(directory)} && cd ${shellWord(directory)} && opaws clear ${
          shellWord(tool!)
        }`,
    };
  });
}
