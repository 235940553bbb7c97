import { findPaths, type Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { readConfig } from "../scope/config_file.ts";
import { type TerminalSession, terminalSession } from "../unlock/terminal_session.ts";

/** What a command works with that opens no vault: the host, its places, the terminal and the settings. */
export class BaseContext {
  /** The outside world. */
  readonly host: Host;
  /** Where the files are. */
  readonly paths: Paths;
  /** The terminal session of this process; null where there is none. */
  readonly terminal: TerminalSession | null;

  /** Gathers what costs nothing. Faults (78) without a home directory. */
  constructor(host: Host) {
    this.host = host;
    this.paths = findPaths(host);
    this.terminal = terminalSession(host);
  }

  /** Settings and scopes as they stand now. Faults (78) when `config.json` is not to be used. */
  config(): Config {
    return readConfig(this.paths);
  }
}
