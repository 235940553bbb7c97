import bash from "../../shells/hook.bash" with { type: "text" };
import fish from "../../shells/hook.fish" with { type: "text" };
import pwsh from "../../shells/hook.ps1" with { type: "text" };
import zsh from "../../shells/hook.zsh" with { type: "text" };
import { isHookable } from "./hook_tools.ts";
import { quote, type Shell } from "./quote.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, pwsh };

/** What a hook is rendered for. */
export interface HookInput {
  /** The words that call opaws: `opaws` alone, or a path, or several words when it runs from source. */
  readonly program: readonly string[];
  /** The tools that get a function; names that cannot be one are passed over. */
  readonly tools: readonly string[];
  /** The value of `OPAWS_SESSION` to export; null where the system tells terminal sessions apart. */
  readonly session: string | null;
  /** Whether the shell is the leader of its terminal session, so that its end is the session's. */
  readonly leader: boolean;
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
    LEADER: input.leader ? "1" : "0",
    END_FILES: words(input.endFiles),
  };
  return SCRIPTS[shell].replace(/::([A-Z_]+)::/g, (_, name: string) => values[name]!);
}
