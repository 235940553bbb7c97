import bash from "../../shells/hook.bash" with { type: "text" };
import fish from "../../shells/hook.fish" with { type: "text" };
import pwsh from "../../shells/hook.ps1" with { type: "text" };
import zsh from "../../shells/hook.zsh" with { type: "text" };
import { isHookable } from "./hooked_tools.ts";
import { quote, type Shell } from "../quote.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, pwsh };

/** How a script of each shell says the process id of the shell. */
const PROCESS_ID: Readonly<Record<Shell, string>> = {
  bash: "$$",
  zsh: "$$",
  fish: "$fish_pid",
  pwsh: "$PID",
};

/** What a hook is rendered for. */
export interface HookInput {
  /** The words that call opaws: `opaws` alone, or a path, or several words when it runs from source. */
  readonly program: readonly string[];
  /** The tools that get a function; names that cannot be one are passed over. */
  readonly tools: readonly string[];
  /** The value of `OPAWS_SESSION` to export; null where the system tells terminal sessions apart. */
  readonly session: string | null;
  /**
   * The process id of the leader of the terminal session, with which the session ends; null where the system tells none:
   * then it is the shell that gets a `session`, if there is one.
   */
  readonly leader: number | null;
  /** The files whose presence shows at the shell's exit that there is something to end; `opaws hook --end` ends it. */
  readonly endFiles: readonly string[];
}

/**
 * The script that `shell` evaluates at its start: the file of `shells/` with its few tokens exchanged for quoted words.
 * It exports `OPAWS_HOOK`, `<process id of the shell>:<tools, with commas>`, by which `opaws inspect` sees the functions.
 * Throws `TypeError` when a word holds NUL or `program` is empty.
 */
export function renderHook(shell: Shell, input: HookInput): string {
  if (input.program.length === 0) throw new TypeError("a hook needs a program to call");
  const words = (texts: readonly string[]): string =>
    texts.map((text) => quote(shell, text)).join(shell === "pwsh" ? ", " : " ");
  const tools = input.tools.filter(isHookable);
  const values: Readonly<Record<string, string>> = {
    OPAWS: words(input.program),
    TOOLS: words(tools),
    TOOL_LIST: quote(shell, tools.join(",")),
    SESSION: quote(shell, input.session ?? ""),
    LEADER: String(input.leader ?? (input.session === null ? 0 : PROCESS_ID[shell])),
    END_FILES: words(input.endFiles),
  };
  return SCRIPTS[shell].replace(/::([A-Z_]+)::/g, (_, name: string) => values[name]!);
}
