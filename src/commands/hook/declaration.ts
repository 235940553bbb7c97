import type { CommandContext } from "../../cli/context.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../../cli/declare.ts";
import { printAnswer } from "../../cli/output.ts";
import { UserError } from "../../errors.ts";
import { selfCommandForShell } from "../../exec/self_command.ts";
import { type Shell, SHELLS } from "../../quote.ts";
import {
  addHookLines,
  detectShell,
  removeHookLines,
  startupFile,
} from "../../shell/startup_file.ts";
import { findShell, printHook } from "../hook.ts";

/** Nushell reads files when it parses, so its hook is a file instead of a line. */
const NU = "opaws hook nu | save --force ($nu.user-autoload-dirs.0 | path join opaws.nu)";

/** `opaws hook`: help, errors, and the lines in the startup file. `hook.ts` prints the hook itself without loading this. */
export const command: Command = declare(
  {
    description:
      "SHELL is bash, zsh, fish, pwsh or nu. --install adds the line that evaluates the hook to the shell's startup file, between two marks, and --uninstall removes it. For nu, save the script in a file of its own.",
    examples: ['eval "$(opaws hook zsh)"', "opaws hook --install", "opaws hook --uninstall", NU],
  },
  parameters({
    json: jsonFlag,
    install: flag("--install", "Add the line to the startup file."),
    uninstall: flag("--uninstall", "Remove the line from the startup file."),
    shell: optionalArgument("SHELL", "The shell; the one in $SHELL by default.", [...SHELLS, "nu"]),
  }),
  (options, context) => {
    const { install, uninstall } = options;
    if (install && uninstall) {
      throw usageError(
        "change the startup file",
        "--install and --uninstall exclude each other",
        "opaws hook --help",
      );
    }
    if (!install && !uninstall) {
      if (options.shell === undefined) {
        throw usageError("make a hook", "no shell is named", "opaws hook zsh");
      }
      return printHook(context.host, options.shell === "nu" ? "nu" : findShell(options.shell));
    }
    if (options.shell === "nu") {
      throw usageError("change the startup file of nu", "its hook is a file of its own", NU);
    }
    const shell = options.shell === undefined ? loginShell(context) : findShell(options.shell);
    const path = startupFile(shell, context.host, context.paths);
    const changed = install
      ? addHookLines(context.host, path, shell, selfCommandForShell(context.host))
      : removeHookLines(context.host, path);
    const message = install
      ? changed
        ? `The hook is in ${path}. Open a new terminal to use it.`
        : `The hook is in ${path} already.`
      : changed
      ? `The hook is no longer in ${path}.`
      : `The hook is not in ${path}.`;
    printAnswer(options.json, { shell, path, changed }, () => [message]);
  },
);

function loginShell({ host }: CommandContext): Shell {
  const shell = detectShell(host);
  if (shell !== null) return shell;
  throw new UserError({
    exit: "usage",
    code: "unknown-shell",
    cannot: "choose a startup file",
    because: `$SHELL is not one of ${SHELLS.join(", ")}`,
    try: "opaws hook --install zsh",
  });
}

function usageError(cannot: string, because: string, command: string): UserError {
  return new UserError({ exit: "usage", code: "usage", cannot, because, try: command });
}
