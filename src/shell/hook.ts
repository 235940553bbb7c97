import bash from "../../shells/hook.bash" with { type: "text" };
import fish from "../../shells/hook.fish" with { type: "text" };
import pwsh from "../../shells/hook.ps1" with { type: "text" };
import zsh from "../../shells/hook.zsh" with { type: "text" };
import { isHookable } from "./hooked_tools.ts";
import { quote, type Shell } from "../quote.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, pwsh };

/** How each shell writes its own process id. */
const PROCESS_ID: Readonly<Record<Shell, string>> = {
  bash: "$$",
  zsh: "$$",
  fish: "$fish_pid",
  pwsh: "$PID",
};

/** The input of {@linkcode renderHook}. */
export interface HookInput {
  /** The command that calls opaws: `opaws`, a path, or several arguments if opaws runs from source. */
  readonly program: readonly string[];
  /** The tools that get a shell function; names that no function can have are skipped. */
  readonly tools: readonly string[];
  /** The value of `OPAWS_SESSION` to export; null if the system distinguishes terminal sessions itself. */
  readonly session: string | null;
  /**
   * The process id of the leader of the terminal session, which ends with it; null if the system knows none. The leader
   * is then the shell itself, if it gets a `session`.
   */
  readonly leader: number | null;
  /** The files that exist if there is something to clean up when the shell exits; `opaws hook --end` does that. */
  readonly endFiles: readonly string[];
}

/**
 * Returns the script that `shell` evaluates at startup: the file from `shells/` with its tokens replaced by quoted
 * arguments. It exports `OPAWS_HOOK` as `<process id of the shell>:<tools, separated by commas>`, for
 * `opaws inspect`. Throws `TypeError` if `program` is empty or an argument contains NUL.
 */
export function renderHook(shell: Shell, input: HookInput): string {
  const [file] = input.program;
  if (file === undefined) throw new TypeError("a hook needs a program to call");
  const list = (texts: readonly string[]): string =>
    texts.map((text) => quote(shell, text)).join(shell === "pwsh" ? ", " : " ");
  const tools = input.tools.filter(isHookable);
  const values: Readonly<Record<string, string>> = {
    OPAWS: list(input.program),
    FILE: quote(shell, /^(\/|[A-Za-z]:[\\/])/.test(file) ? file : ""),
    TOOLS: list(tools),
    TOOL_LIST: quote(shell, tools.join(",")),
    SESSION: quote(shell, input.session ?? ""),
    LEADER: String(input.leader ?? (input.session === null ? 0 : PROCESS_ID[shell])),
    END_FILES: list(input.endFiles),
  };
  return SCRIPTS[shell].replace(/::([A-Z_]+)::/g, (_, name: string) => values[name]!);
}
