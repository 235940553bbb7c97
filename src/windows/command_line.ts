/** The characters that `cmd.exe` takes as they are, outside of quotes too, besides letters and digits. */
const PLAIN_TO_CMD = /^[A-Za-z0-9#$*+\-./:?@\\_\u00a0-\u{10ffff}]+$/u;
/** The longest command line: of a program, and of `cmd.exe` (Microsoft Learn, "Command prompt line string limitation"). */
const MAX_LENGTH = 32_766;
const MAX_CMD_LENGTH = 8_191;

/** Why a program cannot be started with some arguments. */
export class BadArgument extends Error {
  /** See `Error.name`. */
  override name = "BadArgument";
}

/** Reports whether the file at `path` is a batch file, which `cmd.exe` runs. Windows ignores dots and spaces at the end. */
export function isBatchFile(path: string): boolean {
  return /\.(bat|cmd)[. ]*$/i.test(path);
}

/**
 * Returns the command line that starts `file` as `name` with exactly `args`, by the rules of `CommandLineToArgvW` and the
 * C runtime. Throws {@linkcode BadArgument} if it would be too long, or an argument contains NUL.
 */
export function programLine(name: string, args: readonly string[]): string {
  if (args.some((arg) => arg.includes("\0"))) throw new BadArgument("an argument contains NUL");
  const line = [`"${name.replaceAll('"', "")}"`, ...args.map(quoteArgument)].join(" ");
  if (line.length > MAX_LENGTH) throw new BadArgument("its arguments are too long for Windows");
  return line;
}

/** Quotes `arg` if it needs that, by the same rules. A backslash is doubled only before a double quote. */
export function quoteArgument(arg: string): string {
  if (/^[^\s"]+$/.test(arg)) return arg;
  return `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

/**
 * Returns the command line with which `cmd.exe`, whose path is `shell`, runs the batch file `file` with exactly `args`.
 * `cmd.exe` parses the line itself, and the batch file's own line with `%*` again, so a quote inside an argument is
 * doubled, and a percent sign is followed by an expansion to nothing: `%` would otherwise begin the name of a variable.
 * Source of both: "BatBadBut" (CVE-2024-24576) and Rust's `std::process`.
 *
 * @throws BadArgument for what no batch file can receive, such as a line break.
 */
export function batchLine(shell: string, file: string, args: readonly string[]): string {
  if (/["%\r\n\0]/.test(file) || /[. ]$/.test(file)) {
    throw new BadArgument("cmd.exe cannot run a batch file of that name");
  }
  const words = [`"${file}"`, ...args.map(quoteForCmd)];
  // Extensions are on for the percent signs, delayed expansion is off for exclamation marks, /d skips AutoRun.
  const line = `"${shell}" /e:ON /v:OFF /d /c "${words.join(" ")}"`;
  if (line.length > MAX_CMD_LENGTH) throw new BadArgument("its arguments are too long for cmd.exe");
  return line;
}

function quoteForCmd(arg: string): string {
  // deno-lint-ignore no-control-regex
  const bad = /[\0\r\n\x1a]/.exec(arg);
  if (bad !== null) {
    throw new BadArgument(
      `an argument contains ${
        bad[0] === "\0" ? "NUL" : bad[0] === "\x1a" ? "Ctrl-Z" : "a line break"
      }, which no batch file can receive`,
    );
  }
  // A backslash at the end would escape the quote that batch files often put after %~1.
  if (PLAIN_TO_CMD.test(arg) && !arg.endsWith("\\")) return arg;
  const escaped = arg
    .replace(/(\\*)"/g, '$1$1""')
    .replaceAll("%", "%%cd:~,%")
    .replace(/\\+$/, "$&$&");
  return `"${escaped}"`;
}
