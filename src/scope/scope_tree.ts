import type { RuntimePaths } from "../fs/runtime_folders.ts";
import type { Bindings } from "./binding.ts";
import type { Config } from "./config.ts";
import { readTerminalBindings } from "./terminal_bindings.ts";

/** All bindings, by scope. */
export interface ScopeTree {
  /** Those of this terminal session. */
  readonly terminal: Bindings;
  /** Those of directories, by real path. */
  readonly directories: Readonly<Record<string, Bindings>>;
  /** The global ones. */
  readonly global: Bindings;
}

/**
 * Gathers the bindings of the terminal session `terminal`, null if there is none, and those of `config`.
 *
 * @throws UserError as {@linkcode readTerminalBindings} does.
 */
export function readScopeTree(
  paths: RuntimePaths,
  config: Config,
  terminal: { readonly id: string } | null,
): ScopeTree {
  return {
    terminal: terminal === null ? {} : readTerminalBindings(paths, terminal.id),
    directories: config.scopes.directories,
    global: config.scopes.global,
  };
}
