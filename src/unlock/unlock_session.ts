import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { getSetting } from "../scope/settings.ts";
import { loginSession } from "./login_session.ts";
import type { TerminalSession } from "./terminal_session.ts";

/**
 * Returns the session for which an unlocked vault is cached: the login session if `lock.scope` is `login` and the system
 * knows one, else `terminal`. Bindings always belong to the terminal.
 *
 * @throws UserError (78) if the setting has a wrong value.
 */
export function unlockSession(
  host: Host,
  paths: Paths,
  config: Config,
  terminal: TerminalSession | null,
): TerminalSession | null {
  if (getSetting(config, "lock.scope") !== "login") return terminal;
  return loginSession(host, paths) ?? terminal;
}
