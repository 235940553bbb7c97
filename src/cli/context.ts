import { findPaths, type Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Config } from "../scope/config.ts";
import { readConfig } from "../scope/config_file.ts";
import { terminalSession } from "../unlock/terminal_session.ts";
import { UnlockContext } from "../unlock/unlock_context.ts";
import { report } from "./output.ts";

/** The context of a command: the host, its paths, the terminal, and everything that unlocks a vault. */
export class CommandContext extends UnlockContext {
  /** Gathers what costs nothing. `config` returns the settings, by default those of `config.json`. Throws UserError (78) without a home directory. */
  constructor(host: Host, config?: () => Config) {
    const paths: Paths = findPaths(host);
    const terminal = terminalSession(host);
    super({ host, paths, terminal, config: config ?? (() => readConfig(paths)), report });
  }
}
