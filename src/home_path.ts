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
  if (!text.includes(home) && !home.includes("'")) return text;
  const begin = String.raw`(?<=^|[\s"(\[])`;
  const inQuotes = RegExp.escape(home.replaceAll("'", `'\\''`));
  const quoted = new RegExp(`${begin}'${inQuotes}(?:/((?:[^']|'\\\\'')*))?'`, "gu");
  const plain = new RegExp(`${begin}${RegExp.escape(home)}(?=$|[/\\s"')\\]]|[,:;](?:\\s|$))`, "gu");
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
  return withoutWorkflowCommands(cleanText(shortenHome(line, homeForPeople(host))), host);
}

/** Returns the home directory; empty where `~` is not usual or HOME cannot be read, so that nothing is shortened. */
export function homeForPeople(host: Pick<Host, "env" | "platform">): string {
  if (host.platform === "windows") return "";
  try {
    return (host.env("HOME") ?? "").replace(/\/+$/, "");
  } catch {
    return "";
  }
}
