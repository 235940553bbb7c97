import { loadProfiles, type Profiles } from "../../aws/config/profiles.ts";
import { CommandContext } from "../../cli/context.ts";
import { findSession } from "../../credentials/sso/find_session.ts";
import { findProgram } from "../../exec/find_program.ts";
import {
  isWritableByAdministrators,
  untrustedCause,
  untrustedFix,
  untrustedFolder,
} from "../../exec/program_trust.ts";
import { installedProgram, listShims, shimFolder } from "../../exec/shims.ts";
import { startHelper } from "../../exec/start_helper.ts";
import { UserError } from "../../errors.ts";
import { exists } from "../../fs/exists.ts";
import { ownFolders } from "../../fs/paths.ts";
import { systemError } from "../../fs/system_error.ts";
import type { Host } from "../../host.ts";
import { type Binding, isSso } from "../../scope/binding.ts";
import { type Config, EMPTY_CONFIG } from "../../scope/config.ts";
import { unknownMembers } from "../../scope/config_text.ts";
import { allBindings } from "../../scope/edit.ts";
import { isForeign } from "../../scope/foreign_directories.ts";
import { readScopeTree } from "../../scope/scope_tree.ts";
import { trustedFolders } from "../../scope/settings.ts";
import { hookedTools } from "../../shell/hooked_tools.ts";
import { hookState } from "../../shell/hook_state.ts";
import { hookLineKind } from "../../shell/hook_lines.ts";
import { detectShell, startupFile } from "../../shell/startup_file.ts";
import { windows } from "../../windows/load.ts";
import { inheritsAccess, otherUserOf, temporaryFacts } from "./gather_access.ts";
import { VERSION } from "../../version.ts";
import { isHookCurrent } from "../hook/save_hook.ts";
import type {
  BindingFacts,
  Facts,
  FileFacts,
  PathFacts,
  StartupFacts,
  ToolFacts,
} from "./facts.ts";
import { gatherClock, gatherKeychain, gatherSessions } from "./gather_services.ts";
import { plaintextOfServed } from "../../credentials/sso/plaintext_of_served.ts";
import { gatherSsoSessions } from "./gather_sso.ts";
import { gatherVaults } from "./gather_vaults.ts";
import { isAbsolute, joinPath, nameOf, splitPathList } from "../../fs/path.ts";

/** How long a tool may take to print its version; milliseconds. */
const VERSION_TIMEOUT = 5000;
/** What a change of a small vault writes at least. */
const PROBE_BYTES = 16 * 1024;

/** Gathers the facts about `tool`, or about every tool that goes through opaws. Unlocks and changes nothing. */
export async function gatherFacts(
  given: CommandContext,
  tool: string | undefined,
): Promise<Facts> {
  const { host, paths } = given;
  const [config, configError] = attempt(() => given.config());
  // What else is wrong shows with default settings too.
  const context = config === null ? new CommandContext(host, () => EMPTY_CONFIG) : given;
  const [profiles, profilesError] = attempt(() => loadProfiles(host, paths.home));
  const [tree, terminalError] = attempt(() =>
    readScopeTree(paths, config ?? EMPTY_CONFIG, context.terminal, null)
  );
  const scopes = tree ?? readScopeTree(paths, config ?? EMPTY_CONFIG, null, null);
  const names = tool === undefined ? hookedTools(scopes) : [tool];
  const trusted = attempt(() => trustedFolders(config ?? EMPTY_CONFIG))[0] ?? [];
  const [tools, vaults, keychain, clock, sessions] = await Promise.all([
    Promise.all(names.map((name) => toolFacts(context, name, trusted))),
    gatherVaults(context),
    gatherKeychain(paths),
    gatherClock(context),
    gatherSessions(context, config ?? EMPTY_CONFIG, names),
  ]);
  return {
    now: host.now(),
    platform: host.platform,
    uid: host.uid(),
    version: VERSION,
    executable: Deno.execPath(),
    onPath: firstOnPath(context, "opaws"),
    path: pathFacts(host, trusted),
    tools,
    startup: startupFacts(context),
    shims: { folder: shimFolder(paths), tools: listShims(paths) },
    files: ownFiles([paths.config, ...ownFolders(paths)]),
    withoutAccessLists: [paths.config, paths.state].find((each) => !inheritsAccess(host, each)) ??
      null,
    unwritable: unwritableFolders(host, [paths.config, paths.state, paths.runtime]),
    temporary: temporaryFacts(host),
    configFile: paths.configFile,
    configError,
    unknownMembers: config === null ? [] : unknownMembers(config),
    vaults,
    unlockCache: context.unlockCache()?.name ?? null,
    bindings: [
      ...bindingFacts(config ?? EMPTY_CONFIG, profiles),
      ...Object.entries(scopes.terminal).map(([tool, binding]) => ({
        place: { tool, scope: { kind: "session" } as const },
        where: `${tool}, session`,
        binding,
        directoryExists: true,
        isDirectoryForeign: false,
        sessionExists: sessionExists(binding, config ?? EMPTY_CONFIG, profiles),
      })),
    ],
    terminalError,
    profiles,
    profilesError,
    keyInEnvironment: Boolean(host.env("AWS_SECRET_ACCESS_KEY")),
    keychain,
    clock,
    sessions,
    ssoSessions: gatherSsoSessions(context, config ?? EMPTY_CONFIG, scopes.terminal),
    ssoCopies: await plaintextOfServed(host, paths),
  };
}

/** Returns the result of `action`, or the UserError that it throws. */
function attempt<T>(action: () => T): [T, null] | [null, UserError] {
  try {
    return [action(), null];
  } catch (error) {
    if (error instanceof UserError) return [null, error];
    throw error;
  }
}

function pathFacts(host: CommandContext["host"], trusted: readonly string[]): PathFacts[] {
  return splitPathList(host.env("PATH") ?? "", host.platform).map((entry) => {
    try {
      if (!isAbsolute(entry, host.platform)) {
        return { entry, untrusted: null, administrators: false };
      }
      const found = untrustedFolder(entry, trusted);
      const administrators = isWritableByAdministrators(entry);
      if (found === null) return { entry, untrusted: null, administrators };
      const untrusted = { because: untrustedCause(found), try: untrustedFix(found, trusted) };
      return { entry, untrusted, administrators };
    } catch {
      // There is no program in a folder that is missing or cannot be read.
      return { entry, untrusted: null, administrators: false };
    }
  });
}

async function toolFacts(
  context: CommandContext,
  name: string,
  trusted: readonly string[],
): Promise<ToolFacts> {
  const { file: program, problem } = installedProgram(context.host, context.paths, name, trusted);
  return {
    name,
    program,
    problem,
    version: program === null ? null : await versionOf(program),
    hook: hookState(context.host, name),
    first: firstOnPath(context, name),
  };
}

function firstOnPath({ host }: CommandContext, name: string): string | null {
  // What the shell would run, trusted or not.
  return attempt(() => findProgram(name, { path: host.env("PATH"), shims: [], trusted: "all" }))[0];
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { success, stdout, stderr } = await startHelper(program, {
      args: ["--version"],
      environment: { inherit: {} },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(VERSION_TIMEOUT),
    }).output();
    // Old versions of the AWS CLI print it to stderr.
    const text = new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
    return success ? text.split("\n")[0]!.trim() || null : null;
  } catch {
    return null;
  }
}

function startupFacts(context: CommandContext): StartupFacts | null {
  const shell = detectShell(context.host);
  if (shell === null) return null;
  const path = startupFile(shell, context.host, context.paths);
  const { host, paths } = context;
  return {
    shell,
    path,
    hook: hookLineKind(textOf(path), shell),
    isSavedHookCurrent: attempt(() => isHookCurrent(host, paths, shell))[0],
  };
}

/** Returns "" if the file cannot be read. */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** Skips what is gone by now: other commands remove their files at any time. */
function ownFiles(roots: readonly string[]): FileFacts[] {
  return roots.flatMap((root) => {
    try {
      return ownFilesAt(root);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

function ownFilesAt(root: string): FileFacts[] {
  const info = Deno.statSync(root);
  // The modes that Deno shows on Windows mean nothing.
  const mode = info.mode === null || windows !== null ? null : info.mode & 0o777;
  const own = {
    path: root,
    folder: info.isDirectory,
    mode,
    uid: info.uid,
    other: otherUserOf(root),
  };
  // Everybody may run shims. The target of a link is checked when it is used.
  if (!info.isDirectory || nameOf(root) === "shims") return info.isDirectory ? [] : [own];
  const inside = [...Deno.readDirSync(root)].filter(({ isSymlink }) => !isSymlink)
    .map(({ name }) => joinPath(root, name));
  return [own, ...ownFiles(inside)];
}

/** Writes a file of a few KiB into each folder that exists, and removes it: a full disk shows only when it is written to. */
function unwritableFolders(
  host: Pick<Host, "random">,
  folders: readonly string[],
): NonNullable<Facts["unwritable"]> {
  return folders.filter(exists).flatMap((folder) => {
    const path = joinPath(folder, `.doctor-${host.random(8).toHex()}`);
    try {
      Deno.writeFileSync(path, new Uint8Array(PROBE_BYTES), { createNew: true, mode: 0o600 });
      return [];
    } catch (error) {
      return [{ folder, error: systemError("write-failed", `write to ${folder}`, error) }];
    } finally {
      remove(path);
    }
  });
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was not created.
  }
}

function bindingFacts(config: Config, profiles: Profiles | null): BindingFacts[] {
  return allBindings(config).map((each) => {
    const directory = "scope" in each.place && each.place.scope.kind === "directory"
      ? each.place.scope.path
      : null;
    const directoryExists = directory === null || exists(directory);
    const isDirectoryForeign = directory !== null && directoryExists && isForeign(directory);
    return {
      ...each,
      directoryExists,
      isDirectoryForeign,
      sessionExists: sessionExists(each.binding, config, profiles),
    };
  });
}

/** Reports whether the session of a bound role is described anywhere. True if the AWS config files cannot be read. */
function sessionExists(binding: Binding, config: Config, profiles: Profiles | null): boolean {
  return !isSso(binding) || profiles === null ||
    findSession({ profiles, config }, binding.sso) !== null;
}
