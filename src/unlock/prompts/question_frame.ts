import type { Host } from "../../host.ts";
import { textWidth } from "../../text_width.ts";

/** What a terminal can show. */
interface FrameStyle {
  /** Whether it has box drawing characters. */
  readonly unicode: boolean;
  /** Whether it moves the cursor and colors text. */
  readonly escapes: boolean;
}

/** How a question ended. */
type End = "answered" | "cancelled";

const CYAN = 36;
const GREEN = 32;
const RED = 31;
const GRAY = 90;
/** The length of the mask for any answer, so that it does not reveal the answer's length; characters. */
const MASK_LENGTH = 8;

/** Returns what the terminal of `host` can show. `NO_COLOR` and `TERM=dumb` turn off every escape sequence. */
export function frameStyle(host: Pick<Host, "env" | "platform">): FrameStyle {
  const term = host.env("TERM") ?? "";
  const windows = host.platform === "windows";
  return {
    unicode: windows ? Boolean(host.env("WT_SESSION")) : term !== "linux" && term !== "dumb",
    escapes: !host.env("NO_COLOR") && term !== "dumb" && (windows || term !== ""),
  };
}

/** Returns the frame of a question, as @clack/prompts draws it. The cursor stays where the answer goes. */
export function openFrame(question: string, style: FrameStyle): string {
  const bar = style.unicode ? "│" : "|";
  const mark = color(style.unicode ? "◆" : "*", CYAN, style);
  return `${color(bar, GRAY, style)}\r\n${mark}  ${question}\r\n${color(bar, CYAN, style)}  `;
}

/** Returns what ends the frame of `question` on a terminal with `columns` columns. */
export function closeFrame(question: string, end: End, columns: number, style: FrameStyle): string {
  if (!style.escapes) return "\r\n";
  const answered = end === "answered";
  const [done, cancelled, bar, dot] = style.unicode ? "◇■│▪" : "ox|*";
  const rows = Math.ceil((textWidth(question) + 3) / columns);
  const mark = color(answered ? done! : cancelled!, answered ? GREEN : RED, style);
  const shown = answered ? `  ${color(dot!.repeat(MASK_LENGTH), GRAY, style)}` : "";
  const back = `\x1b[${rows}A\r\x1b[J`;
  return `${back}${mark}  ${question}\r\n${color(bar!, GRAY, style)}${shown}\r\n`;
}

function color(text: string, code: number, { escapes }: FrameStyle): string {
  return escapes ? `\x1b[${code}m${text}\x1b[39m` : text;
}
