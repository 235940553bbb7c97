import { findPaths, type Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { readConfig } from "../scope/config_file.ts";
import { type TerminalSession, terminalSession } from "../unlock/terminal_session.ts";

/** The context of a command that opens no vault: the host, its paths, the terminal and the settings. */
export class BaseContext {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The terminal session of this process; null if there is none. */
  readonly terminal: TerminalSession | null;

  /** Gathers what costs nothing. Throws UserError (78) without a home directory. */
  constructor(host: Host) {
    this.host = host;
    this.paths = findPaths(host);
    this.terminal = terminalSession(host);
  }

  /** Reads the settings and scopes as they are now. Throws UserError (78) if `config.json` cannot be used. */
  config(): Config {
    return readConfig(this.paths);
  }
}
