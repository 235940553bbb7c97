import bash from "../../shells/hook.bash" with { type: "text" };
import fish from "../../shells/hook.fish" with { type: "text" };
import pwsh from "../../shells/hook.ps1" with { type: "text" };
import zsh from "../../shells/hook.zsh" with { type: "text" };
import { isHookable } from "./hooked_tools.ts";
import { quote, type Shell } from "../quote.ts";
import { isAbsolute, isWindowsPath } from "../fs/path.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, pwsh };

/** The lines that only a saved hook has, between these marks. */
const SAVED_LINES = /^ *# <<< saved\n[^]*?^ *# saved >>>\n\n?/gm;
const SAVED_MARKS = /^ *# (<<< saved|saved >>>)\n/gm;

/** The input of {@linkcode renderHook}. */
export interface HookInput {
  /** The command that calls opaws: `opaws`, a path, or several arguments if opaws runs from source. */
  readonly program: readonly string[];
  /** The tools that get a shell function; names that no function can have are skipped. */
  readonly tools: readonly string[];
  /** Whether the shell needs an `OPAWS_SESSION` even if the kernel seems to cache keys. */
  readonly session: boolean;
  /** The folder of terminal sessions, if `XDG_RUNTIME_DIR` names none. */
  readonly runtime: string;
  /** The folder of state, whose folder `run` has those of terminal sessions if the system has none. */
  readonly state: string;
  /** The file that the shell reads the hook from; null if it evaluates what opaws prints. */
  readonly saved: string | null;
}

/**
 * Returns the script that `shell` reads at startup: the file from `shells/` with its tokens replaced by quoted arguments.
 * It depends on nothing of this terminal, so that a file can hold it. It exports `OPAWS_HOOK` as
 * `<process id of the shell>:<tools, separated by commas>`, for `opaws inspect`, and an `OPAWS_SESSION` where keys cannot
 * be cached without one. A saved hook also notices that it is out of date. Throws `TypeError` if `program` is empty or an
 * argument contains NUL.
 */
export function renderHook(shell: Shell, input: HookInput): string {
  const [file] = input.program;
  if (file === undefined) throw new TypeError("a hook needs a program to call");
  const list = (texts: readonly string[]): string =>
    texts.map((text) => quote(shell, text)).join(shell === "pwsh" ? ", " : " ");
  const tools = input.tools.filter(isHookable);
  const values: Readonly<Record<string, string>> = {
    OPAWS: list(input.program),
    FILE: quote(shell, isWindowsPath(file) || isAbsolute(file) ? file : ""),
    TOOLS: list(tools),
    TOOL_LIST: quote(shell, tools.join(",")),
    SESSION: quote(shell, input.session ? "always" : ""),
    RUNTIME: quote(shell, input.runtime),
    STATE: quote(shell, input.state),
    SAVED: quote(shell, input.saved ?? ""),
  };
  return SCRIPTS[shell].replace(input.saved === null ? SAVED_LINES : SAVED_MARKS, "")
    .replace(/::([A-Z_]+)::/g, (_, name: string) => values[name]!);
}
