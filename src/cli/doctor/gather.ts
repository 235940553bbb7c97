import { loadProfiles } from "../../aws/profiles.ts";
import { stands } from "../../disk/stands.ts";
import { findProgram } from "../../exec/find_program.ts";
import { Fault } from "../../fault.ts";
import { type Config, EMPTY_CONFIG, unknownKeys } from "../../scope/config.ts";
import { bindingsOf } from "../../scope/edit.ts";
import { hookTools } from "../../shell/hook_tools.ts";
import { quoteIfNeeded } from "../../shell/quote.ts";
import { addHookLines, detectShell, startupFile } from "../../shell/startup_file.ts";
import { hookState } from "../setup/hook_state.ts";
import { ownProgram } from "../setup/own_program.ts";
import { scopeTree } from "../scope_tree.ts";
import { listShims } from "../setup/list_shims.ts";
import { realProgram, shimFolder } from "../setup/shims.ts";
import { VERSION } from "../version.ts";
import type { Workplace } from "../workplace.ts";
import type { BoundFacts, Facts, OwnFile, ToolFacts } from "./facts.ts";
import { gatherVaults } from "./gather_vaults.ts";

/** How long a tool may take to tell its version; milliseconds. */
const PATIENCE = 5000;

/** Gathers all that the checks judge, of `tool` alone when one is named. Unlocks nothing and changes nothing. */
export async function gatherFacts(work: Workplace, tool: string | undefined): Promise<Facts> {
  const { host, places } = work;
  const [config, configFault] = attempt(() => work.config());
  const [profiles, profilesFault] = attempt(() => loadProfiles(host, places.home));
  const tree = scopeTree(places, config ?? EMPTY_CONFIG, work.terminal);
  const tools = tool === undefined ? hookTools(tree) : [tool];
  return {
    now: host.now(),
    version: VERSION,
    executable: Deno.execPath(),
    onPath: firstOnPath(work, "opaws"),
    path: (host.env("PATH") ?? "").split(host.platform === "windows" ? ";" : ":"),
    tools: await Promise.all(tools.map((name) => toolFacts(work, name))),
    startup: startupFacts(work),
    shims: { folder: shimFolder(places), tools: listShims(places) },
    files: ownFiles([places.config, places.state, places.runtime]),
    uid: host.uid(),
    configFault,
    unknownMembers: config === null ? [] : unknownKeys(config),
    configFile: places.configFile,
    vaults: await gatherVaults(work),
    keeper: work.keeper()?.name ?? null,
    bindings: boundFacts(config ?? EMPTY_CONFIG),
    profiles,
    profilesFault,
    keyInEnvironment: Boolean(host.env("AWS_SECRET_ACCESS_KEY")),
  };
}

/** What `act` answers, or the fault it throws. */
export function attempt<T>(act: () => T): [T, null] | [null, Fault] {
  try {
    return [act(), null];
  } catch (error) {
    if (error instanceof Fault) return [null, error];
    throw error;
  }
}

async function toolFacts(work: Workplace, name: string): Promise<ToolFacts> {
  const program = attempt(() => realProgram(work.host, work.places, name))[0];
  return {
    name,
    program,
    version: program === null ? null : await versionOf(program),
    hook: hookState(work.host, name),
    first: firstOnPath(work, name),
  };
}

/** Shims count here. */
function firstOnPath({ host }: Workplace, name: string): string | null {
  return attempt(() => findProgram(name, { path: host.env("PATH"), shims: [] }))[0];
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: ["--version"],
      stdin: "null",
      signal: AbortSignal.timeout(PATIENCE),
    }).output();
    // The AWS CLI of old tells it on standard error.
    const told = new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
    return success ? told.split("\n")[0]!.trim() || null : null;
  } catch {
    return null;
  }
}

function startupFacts(work: Workplace): Facts["startup"] {
  const shell = detectShell(work.host);
  if (shell === null) return null;
  const path = startupFile(shell, work.host, work.places);
  const text = stands(path) ? attemptRead(path) : "";
  return {
    shell,
    path,
    hasHook: new RegExp(`^[^#\\n]*opaws.*\\bhook\\b.*${shell}`, "m").test(text),
    install: () => void addHookLines(work.host, path, shell, ownProgram(work.host)),
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
  return bindingsOf(config).map(({ where, binding }) => {
    const [, tool, directory] = /^(.*?), directory (.*)$/s.exec(where) ?? [];
    const profile = /^profile (.*)$/s.exec(where)?.[1];
    const stand = directory === undefined || stands(directory);
    const word = (text: string): string => quoteIfNeeded("bash", text);
    return {
      where,
      directory: directory ?? null,
      directoryStands: stand,
      vault: binding.vault,
      item: binding.item,
      title: binding.title,
      mend: profile !== undefined
        ? `opaws profile unmap ${word(profile)}`
        : directory === undefined
        ? `opaws init ${word(where.replace(/, global$/, ""))} --scope global`
        : stand
        ? `opaws init ${word(tool!)} --scope directory --directory ${word(directory)}`
        : `mkdir -p ${word(directory)} && cd ${word(directory)} && opaws clear ${word(tool!)}`,
    };
  });
}
