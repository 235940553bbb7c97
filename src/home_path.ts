import { cleanText, withoutWorkflowCommands } from "./clean_text.ts";
import type { Host } from "./host.ts";
import { shellWord } from "./quote.ts";

/**
 * Returns `text`, a path or a sentence for people, with `~` in place of the home directory `home` where a path begins
 * with it. A quoted path of a command stays one that a shell reads: `'/home/me/x y'` becomes `~/'x y'`, because no shell
 * expands a tilde within quotes.
 */
export function shortenHome(text: string, home: string): string {
  if (!/[^/\\]/.test(home)) return text;
  const isWindows = /^[A-Za-z]:|^\\\\/.test(home);
  if (!isWindows && !text.includes(home) && !home.includes("'")) return text;
  const begin = String.raw`(?<=^|[\s"(\[])`;
  const inQuotes = RegExp.escape(home.replaceAll("'", `'\\''`));
  const quoted = new RegExp(`${begin}'${inQuotes}(?:/((?:[^']|'\\\\'')*))?'`, "gu");
  const plain = new RegExp(
    `${begin}${RegExp.escape(home)}(?=$|[/\\\\\\s"')\\]]|[,:;](?:\\s|$))`,
    isWindows ? "giu" : "gu", // Windows distinguishes no case
  );
  return text
    .replace(
      quoted,
      (_, rest?: string) =>
        rest === undefined
          ? "~"
          : rest === ""
          ? "~/"
          : `~/${shellWord(rest.replaceAll(`'\\''`, "'"))}`,
    )
    .replace(plain, "~");
}

/**
 * Returns a line for people: without the characters that control a terminal, with `~` for the home directory, and never
 * a workflow command.
 */
export function readableLine(line: string, host: Pick<Host, "env" | "platform">): string {
  return withoutWorkflowCommands(cleanText(withShortHome(line, host)), host);
}

/**
 * Returns a line for people with `~` for the home directory. On Windows a command to copy keeps its paths: no shell there
 * expands `~` in the arguments of every program.
 */
export function withShortHome(line: string, host: Pick<Host, "env" | "platform">): string {
  const isCommand = host.platform === "windows" && line.trimStart().startsWith("try: ");
  return isCommand ? line : shortenHome(line, homeForPeople(host));
}

/** Returns the home directory; empty where `~` is not usual or HOME cannot be read, so that nothing is shortened. */
function homeForPeople(host: Pick<Host, "env" | "platform">): string {
  const name = host.platform === "windows" ? "USERPROFILE" : "HOME";
  try {
    return (host.env(name) ?? "").replace(host.platform === "windows" ? /[\\/]+$/ : /\/+$/, "");
  } catch {
    return "";
  }
}
