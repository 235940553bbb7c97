import type { RuntimePaths } from "../fs/runtime_folders.ts";
import { windows } from "../windows/load.ts";
import type { Bindings } from "./binding.ts";
import type { Config } from "./config.ts";
import { selfAndParents } from "../fs/path.ts";
import { readTerminalBindings } from "./terminal_bindings.ts";

/** All bindings, by scope. */
export interface ScopeTree {
  /** Those of this terminal session. */
  readonly terminal: Bindings;
  /** Those of directories, by real path. */
  readonly directories: Readonly<Record<string, Bindings>>;
  /** The global ones. */
  readonly global: Bindings;
  /**
   * The directories with bindings, of the working directory and those above it, that belong to another user. That user
   * can have put them in the place of the ones that were bound.
   */
  readonly foreign: readonly string[];
}

/**
 * Gathers the bindings of the terminal session `terminal`, null if there is none, and those of `config`. `cwd` is the
 * working directory for which they are resolved; null if it is gone, or if they are only listed.
 *
 * @throws UserError as {@linkcode readTerminalBindings} does.
 */
export function readScopeTree(
  paths: RuntimePaths,
  config: Config,
  terminal: { readonly id: string } | null,
  cwd: string | null,
): ScopeTree {
  const { directories, global } = config.scopes;
  const bound = cwd === null
    ? []
    : selfAndParents(cwd).filter((path) => Object.hasOwn(directories, path));
  return {
    terminal: terminal === null ? {} : readTerminalBindings(paths, terminal.id),
    directories,
    global,
    foreign: bound.filter(isForeign),
  };
}

/** Reports whether the directory at `path` belongs to neither this user nor root. True if the system cannot tell. */
export function isForeign(path: string): boolean {
  try {
    if (windows !== null) return windows.untrustedAccess(path, "above")?.by === "owner";
    const { uid } = Deno.statSync(path);
    return uid !== null && uid !== 0 && uid !== Deno.uid();
  } catch {
    return true;
  }
}
