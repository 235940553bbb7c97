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
import { type Shell, SHELLS } from "../../quote.ts";
import { hookFile } from "../../shell/hook_file.ts";
import { detectShell, isNushell, removeHookLines, startupFile } from "../../shell/startup_file.ts";
import { findShell, printHook } from "../hook.ts";
import { installHook, isHookCurrent, removeHook, saveHook } from "./save_hook.ts";

/** `opaws hook`: help, errors, and the files. `hook.ts` prints the hook itself without loading this. */
export const command: Command = declare(
  {
    description:
      "SHELL is bash, zsh, fish, pwsh or nu. --install saves the hook in a file, and adds the line that reads it to the shell's startup file, between two marks; Nushell needs no line. opaws refreshes the file when its version or the bindings change. --uninstall removes both.",
    examples: [
      "opaws hook --install",
      "opaws hook --install nu",
      'eval "$(opaws hook zsh)"',
      "opaws hook --uninstall",
    ],
  },
  parameters({
    json: jsonFlag,
    install: flag("--install", "Save the hook, and add the line to the startup file."),
    uninstall: flag("--uninstall", "Remove the line and the saved hook."),
    save: flag(
      "--save",
      "Save the hook too, if it can be saved; the line in the startup file does.",
    ),
    shell: optionalArgument("SHELL", "The shell; the one in $SHELL by default.", [...SHELLS, "nu"]),
  }),
  async (options, context) => {
    const { install, uninstall, save } = options;
    if ([install, uninstall, save].filter((each) => each).length > 1) {
      throw usageError(
        "change the startup file",
        "--install, --uninstall and --save exclude each other",
        "opaws hook --help",
      );
    }
    if (!install && !uninstall) {
      if (options.shell === undefined) {
        throw usageError("make a hook", "no shell is named", "opaws hook zsh");
      }
      const shell = options.shell === "nu" ? "nu" : findShell(options.shell);
      printHook(context.host, shell);
      if (save) await saveIfPossible(context, shell);
      return;
    }
    const shell = options.shell === undefined
      ? loginShell(context)
      : options.shell === "nu"
      ? "nu"
      : findShell(options.shell);
    const answer = install ? await installed(context, shell) : uninstalled(context, shell);
    const { message, ...fields } = answer;
    printAnswer(options.json, { shell, ...fields }, () => [message]);
  },
);

/** What a change of the startup file did. */
interface Answer {
  /** The startup file; for Nushell, that of the hook. */
  readonly path: string;
  /** The file with the hook. */
  readonly file: string;
  /** Whether anything changed. */
  readonly changed: boolean;
  readonly message: string;
}

/** The shell gets the hook anyway, because it is printed. */
async function saveIfPossible({ host, paths }: CommandContext, shell: Shell | "nu"): Promise<void> {
  try {
    await saveHook(host, paths, shell);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

async function installed({ host, paths }: CommandContext, shell: Shell | "nu"): Promise<Answer> {
  const file = hookFile(shell, host, paths);
  const isCurrent = isHookCurrent(host, paths, shell);
  const path = shell === "nu" ? file : startupFile(shell, host, paths);
  const isChanged = shell === "nu"
    ? (await saveHook(host, paths, shell), false)
    : await installHook(host, paths, shell, path);
  const changed = isChanged || !isCurrent;
  const message = changed
    ? `The hook is in ${path}. Open a new terminal to use it.`
    : `The hook is in ${path} already.`;
  return { path, file, changed, message };
}

function uninstalled({ host, paths }: CommandContext, shell: Shell | "nu"): Answer {
  const file = hookFile(shell, host, paths);
  const path = shell === "nu" ? file : startupFile(shell, host, paths);
  const isChanged = shell !== "nu" && removeHookLines(host, path);
  const isRemoved = removeHook(host, paths, shell);
  const changed = isChanged || isRemoved;
  const message = changed ? `The hook is no longer in ${path}.` : `The hook is not in ${path}.`;
  return { path, file, changed, message };
}

function loginShell({ host }: CommandContext): Shell | "nu" {
  const shell = isNushell(host) ? "nu" : detectShell(host);
  if (shell !== null) return shell;
  throw new UserError({
    exit: "usage",
    code: "unknown-shell",
    cannot: "choose a startup file",
    because: `$SHELL is not one of ${SHELLS.join(", ")} and nu`,
    try: "opaws hook --install zsh",
  });
}

function usageError(cannot: string, because: string, command: string): UserError {
  return new UserError({ exit: "usage", code: "usage", cannot, because, try: command });
}
