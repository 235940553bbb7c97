import type { ScopeTree } from "../scope/resolve.ts";
import type { Config } from "../scope/config.ts";
import { readTerminalBindings } from "../scope/terminal_bindings.ts";
import type { Places } from "../disk/places.ts";
import type { TerminalSession } from "../unlock/terminal_session.ts";

/** Gathers all bindings that there are: this terminal's, and those of `config`. */
export function scopeTree(
  places: Places,
  config: Config,
  terminal: TerminalSession | null,
): ScopeTree {
  return {
    terminal: terminal === null ? {} : readTerminalBindings(places, terminal.id),
    directories: config.scopes.directories,
    global: config.scopes.global,
  };
}
