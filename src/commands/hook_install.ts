import { UserError } from "../errors.ts";
import { addHookLines, detectShell, removeHookLines, startupFile } from "../shell/startup_file.ts";
import { type Shell, SHELLS } from "../quote.ts";
import {
  type Command,
  declare,
  flag,
  jsonFlag,
  optionalArgument,
  parameters,
} from "../cli/declare.ts";
import { printAnswer } from "../cli/output.ts";
import { selfCommandForShell } from "../exec/self_command.ts";
import type { CommandContext } from "../cli/context.ts";
import { printHook, shellNamed } from "./hook.ts";

/** Nushell reads files when it parses, so its hook is a file and not a line. */
const NU = "opaws hook nu | save --force ($nu.user-autoload-dirs.0 | path join opaws.nu)";

/** `opaws hook`, as far as the hot half leaves it: help, and the lines in the startup file. */
export const hookInstall: Command = declare(
  "hook",
  {
    brief: "Prints what makes a shell run your tools through opaws.",
    description:
      "SHELL is bash, zsh, fish, pwsh or nu. --install puts the line that evaluates it into the shell's startup file, between two marks; --uninstall takes it out again; for nu the script goes into a file of its own.",
    examples: ['eval "$(opaws hook zsh)"', "opaws hook --install", "opaws hook --uninstall", NU],
  },
  parameters({
    json: jsonFlag,
    install: flag("--install", "Put the line into the startup file."),
    uninstall: flag("--uninstall", "Take the line out of the startup file."),
    shell: optionalArgument("SHELL", "Which shell; the one of $SHELL when left out.", [
      ...SHELLS,
      "nu",
    ]),
  }),
  (options, context) => {
    if (options.install && options.uninstall) throw both();
    if (!options.install && !options.uninstall) {
      if (options.shell === undefined) throw noShell();
      return printHook(context.host, options.shell === "nu" ? "nu" : shellNamed(options.shell));
    }
    if (options.shell === "nu") throw noLine();
    const shell = chosenShell(context, options.shell);
    const path = startupFile(shell, context.host, context.paths);
    const changed = options.install
      ? addHookLines(context.host, path, shell, selfCommandForShell(context.host))
      : removeHookLines(context.host, path);
    printAnswer(options.json, { shell, path, changed }, () => [
      options.install
        ? changed ? `The hook is in ${path}. Start a new shell.` : `The hook is in ${path} already.`
        : changed
        ? `The hook is no longer in ${path}.`
        : `The hook is not in ${path}.`,
    ]);
  },
);

function chosenShell(context: CommandContext, name: string | undefined): Shell {
  if (name !== undefined) return shellNamed(name);
  const shell = detectShell(context.host);
  if (shell !== null) return shell;
  throw new UserError({
    exit: "usage",
    code: "unknown-shell",
    cannot: "choose a startup file",
    because: `$SHELL names none of ${SHELLS.join(", ")}`,
    try: "opaws hook --install zsh",
  });
}

function noLine(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "change the startup file of nu",
    because: "its hook is a file of its own",
    try: NU,
  });
}

function noShell(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "make a hook",
    because: "no shell is named",
    try: "opaws hook zsh",
  });
}

function both(): UserError {
  return new UserError({
    exit: "usage",
    code: "usage",
    cannot: "change the startup file",
    because: "--install and --uninstall exclude each other",
    try: "opaws hook --help",
  });
}
