import type { ScopeTree } from "./resolve.ts";
import type { Config } from "./config.ts";
import { readTerminalBindings } from "./terminal_bindings.ts";
import type { Paths } from "../fs/paths.ts";

/** Gathers all bindings that there are: this terminal's, and those of `config`. */
export function readScopeTree(
  paths: Paths,
  config: Config,
  terminal: { readonly id: string } | null,
): ScopeTree {
  return {
    terminal: terminal === null ? {} : readTerminalBindings(paths, terminal.id),
    directories: config.scopes.directories,
    global: config.scopes.global,
  };
}
