import { findPaths, type Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { readConfig } from "../scope/config_file.ts";
import { terminalSession } from "../unlock/terminal_session.ts";
import { UnlockContext } from "../unlock/unlock_context.ts";
import { report } from "./output.ts";

/** The context of a command: the host, its paths, the terminal, and everything that unlocks a vault. */
export class CommandContext extends UnlockContext {
  /** Gathers what costs nothing. Throws UserError (78) without a home directory. */
  constructor(host: Host) {
    const paths: Paths = findPaths(host);
    const terminal = terminalSession(host);
    super({ host, paths, terminal, config: () => readConfig(paths), report });
  }
}
