import { UserError } from "../errors.ts";
import { hookCommand } from "../fix_commands.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import type { Binding, Scope } from "./binding.ts";
import { changeConfig } from "./config_file.ts";
import { bind, unbind } from "./edit.ts";
import { writeTerminalBinding } from "./write_terminal_bindings.ts";

/** What {@linkcode writeBinding} needs. */
interface BindingContext {
  /** Makes the names of temporary files. */
  readonly host: Pick<Host, "random">;
  /** The files of the bindings. */
  readonly paths: Pick<Paths, "configFile" | "runtimes">;
  /** This terminal session; null if there is none. */
  readonly terminal: { readonly id: string } | null;
}

/**
 * Binds `tool` in `scope`, or removes its binding if `binding` is null.
 *
 * @throws UserError (66, not found) for the session scope without a terminal session; as {@linkcode changeConfig} and
 * {@linkcode writeTerminalBinding} do.
 */
export async function writeBinding(
  { host, paths, terminal }: BindingContext,
  scope: Scope,
  tool: string,
  binding: Binding | null,
): Promise<void> {
  if (scope.kind === "session") {
    if (terminal === null) throw noTerminalSession();
    return await writeTerminalBinding(host, paths, terminal.id, tool, binding);
  }
  await changeConfig(
    host,
    paths,
    (config) => binding === null ? unbind(config, scope, tool) : bind(config, scope, tool, binding),
  );
}

/** Returns the error (66) for a choice that needs a terminal session. */
export function noTerminalSession(): UserError {
  return new UserError({
    exit: "notFound",
    code: "no-terminal-session",
    cannot: "bind for this terminal session",
    because: "the system knows none and OPAWS_SESSION is not set",
    try: hookCommand(),
  });
}
