import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { shellWord } from "../../quote.ts";

/** What bash, zsh, fish and sh do themselves and no program does. Names that are also programs, such as `test`, are not here. */
const BUILTINS = new Set(
  (". : abbr alias autoload bg bind bindkey break builtin caller case cd command compdef compgen complete compopt " +
    "continue coproc declare dirs disown enable eval exec exit export fc fg for function functions getopts hash help " +
    "history if integer jobs let limit local logout mapfile popd pushd rehash read readarray readonly return select set " +
    "setopt shift shopt source string suspend time times trap type typeset ulimit umask unalias unfunction unhash unlimit " +
    "unset unsetopt until vared wait where whence while zle zmodload zstyle").split(" "),
);

/**
 * Returns `error`, that a command was not found on PATH, with the reason if the command is a builtin of the shell, or with
 * a hint at aliases. `options` are the arguments of `opaws run` before the command.
 */
export function notAProgram(
  error: UserError,
  host: Pick<Host, "env">,
  options: readonly string[],
  [command, ...args]: readonly [string, ...string[]],
): UserError {
  const parts = {
    exit: error.exit,
    code: error.code,
    cannot: error.cannot,
    details: error.details,
  };
  if (/[\s/]/.test(command)) return error;
  if (!BUILTINS.has(command)) {
    const because =
      "it is not on your PATH, and opaws does not see the aliases and functions of your shell";
    return new UserError({ ...parts, because });
  }
  const shell = /(?<=^|\/)(bash|zsh|fish)$/.exec(host.env("SHELL") ?? "")?.[0] ?? "sh";
  const line = [command, ...args].map(shellWord).join(" ");
  const words = [...options.filter((each) => each !== "--"), "--", shell, "-c", line];
  return new UserError({
    ...parts,
    because: "it is a builtin of the shell, not a program",
    try: `opaws run ${words.map(shellWord).join(" ")}`,
  });
}
