import type { Host } from "./host.ts";

/** Not a regular expression literal: V8 would parse it, with its Unicode properties, at each start. */
const UNSAFE_CHARACTERS =
  "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Bidi_Control}\\u200B\\u2060-\\u206F\\uFEFF\\u{E0000}-\\u{E007F}]";

/**
 * Returns `text` without the characters that can control a terminal or reorder what people read: control characters (C0,
 * C1, DEL), bidi controls, line and paragraph separators, and other invisible format characters. Each becomes a visible
 * U+FFFD. Tabs and line breaks become spaces. For untrusted text: titles, paths, responses of AWS.
 */
export function cleanText(text: string): string {
  if (/^[ -~\u2026]*$/.test(text)) return text;
  unsafe ??= new RegExp(UNSAFE_CHARACTERS, "gu");
  return text.replace(/[\t\n\r]+/g, " ").replace(unsafe, "\uFFFD");
}

/** {@linkcode UNSAFE_CHARACTERS}, from the first use on. */
let unsafe: RegExp | undefined;

/**
 * Returns the line `text` so that the runner of GitHub Actions does not mistake it for a workflow command, which would
 * change the job that opaws runs in. The runner ignores spaces before `::`, and finds `##[` anywhere in a line
 * (`ActionCommand.TryParseV2` and `TryParse` of actions/runner). Elsewhere the line stays as it is.
 */
export function withoutWorkflowCommands(text: string, host: Pick<Host, "env">): string {
  const isHarmless = !text.includes("::") && !text.includes("##[");
  if (isHarmless || !isWorkflow(host)) return text;
  return text.replace(/^(\s*):(?=:)/u, "$1: ").replaceAll("##[", "# #[");
}

/** Returns the JSON text `json` as {@linkcode withoutWorkflowCommands} does, but so that a reader gets the same values. */
export function jsonWithoutWorkflowCommands(json: string, host: Pick<Host, "env">): string {
  return isWorkflow(host) ? json.replaceAll("##[", String.raw`##\u005b`) : json;
}

function isWorkflow(host: Pick<Host, "env">): boolean {
  try {
    return Boolean(host.env("GITHUB_ACTIONS"));
  } catch {
    return true; // a value that is not UTF-8
  }
}
