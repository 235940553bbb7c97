import type { RuntimePaths } from "../fs/runtime_folders.ts";
import type { Bindings } from "./binding.ts";
import type { Config } from "./config.ts";
import { foreignDirectories } from "./foreign_directories.ts";
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
  return {
    terminal: terminal === null ? {} : readTerminalBindings(paths, terminal.id),
    directories,
    global,
    foreign: foreignDirectories(directories, cwd),
  };
}
