import { exists } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import type { Binding } from "../../scope/binding.ts";
import type { Config } from "../../scope/config.ts";
import { foreignDirectories } from "../../scope/foreign_directories.ts";
import { resolve } from "../../scope/resolve.ts";

/**
 * Returns the binding that applies to `tool` if it is that of a directory or the global one, and names no profile; null
 * otherwise. The terminal session `terminal` must have no bindings at all.
 *
 * @throws UserError as `resolve` does.
 */
export function plainBinding(
  host: Pick<Host, "cwd">,
  paths: Pick<Paths, "runtimes">,
  config: Config,
  terminal: string,
  tool: string,
): Binding | null {
  const cwd = host.cwd();
  const hasOwn = paths.runtimes.some((folder) => exists(`${folder}/terminal-${terminal}.json`));
  if (cwd === null || hasOwn) return null;
  const { directories, global } = config.scopes;
  const foreign = foreignDirectories(directories, cwd);
  const found = resolve({ terminal: {}, directories, global, foreign }, tool, cwd);
  return found === null || found.binding.profile !== undefined ? null : found.binding;
}
