import { UserError } from "../../errors.ts";
import type { Binding, Scope } from "../../scope/binding.ts";
import { changeConfig } from "../../scope/config_file.ts";
import { bind } from "../../scope/edit.ts";
import { writeTerminalBinding } from "../../scope/terminal_bindings.ts";
import type { CommandContext } from "../../cli/context.ts";

/** Writes down that `binding` holds for `tool` in `scope`. Faults: 66 no terminal session, 75, 73, 74. */
export async function bindTool(
  context: CommandContext,
  scope: Scope,
  tool: string,
  binding: Binding,
): Promise<void> {
  if (scope.kind === "session") {
    await writeTerminalBinding(context.host, context.paths, terminalId(context), tool, binding);
  } else {
    await changeConfig(context.host, context.paths, (config) => bind(config, scope, tool, binding));
  }
}

/** The id of this terminal session. Faults (66) where there is none. */
export function terminalId(context: CommandContext): string {
  if (context.terminal !== null) return context.terminal.id;
  throw new UserError({
    exit: "notFound",
    code: "no-terminal-session",
    cannot: "bind for this terminal session",
    because: "the system tells of none and OPAWS_SESSION is not set",
    try: 'eval "$(opaws hook bash)"',
  });
}

/** The scope that `--scope` and `--directory` name. Faults (64) on other words, (66) when the directory is not there. */
export function scopeFrom(
  context: CommandContext,
  word: string,
  directory: string | undefined,
): Scope {
  if (directory !== undefined && word !== "directory") {
    const instead = word === "" ? "" : `, not with --scope ${word}`;
    throw usage("use --directory", `it goes with --scope directory${instead}`);
  }
  if (word === "session" || word === "global") return { kind: word };
  if (word === "directory") return { kind: "directory", path: realFolder(context, directory) };
  throw usage(`use --scope ${word}`, "a scope is session, directory or global");
}

/** The real path of `directory`, or of the working directory. Faults (66) when it is no folder. */
export function realFolder(context: CommandContext, directory?: string): string {
  const path = directory === undefined ? context.host.cwd() : real(directory);
  if (path !== null) return path;
  throw new UserError({
    exit: "notFound",
    code: "no-directory",
    cannot: `bind in ${
      directory === undefined ? "the working directory" : JSON.stringify(directory)
    }`,
    because: "there is no such directory",
  });
}

function real(path: string): string | null {
  try {
    const found = Deno.realPathSync(path);
    return Deno.statSync(found).isDirectory ? found : null;
  } catch {
    return null;
  }
}

function usage(cannot: string, because: string): UserError {
  return new UserError({ exit: "usage", code: "usage", cannot, because, try: "opaws init --help" });
}
