import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import { openConsole } from "../../windows/console.ts";
import { closeFrame, frameStyle, openFrame } from "./question_frame.ts";
import type { Answer } from "./terminal_prompt.ts";
import { TypedLine } from "./typed_line.ts";

/** The status of a program that Ctrl-Break ended: STATUS_CONTROL_C_EXIT, as a signed number of 32 bits. */
const ENDED_BY_BREAK = 0xc000_013a | 0;

/** Asks as `askOnTerminal` does, on the console of Windows. Ctrl-Break ends opaws, after it has restored the console. */
export async function askOnConsole(
  host: Pick<Host, "env" | "platform">,
  lines: readonly string[],
  question: string,
): Promise<Answer> {
  const terminal = openConsole();
  if (terminal === null) return { kind: "no-terminal" };
  const end = (): void => {
    terminal.restore();
    Deno.exit(ENDED_BY_BREAK);
  };
  Deno.addSignalListener("SIGBREAK", end);
  try {
    const known = frameStyle(host);
    const style = { ...known, escapes: known.escapes && terminal.escapes };
    terminal.write(lines.map((line) => `${line}\r\n`).join("") + openFrame(question, style));
    const typed = await readLine(terminal);
    const { columns } = sizeOf();
    terminal.write(
      closeFrame(question, typed === null ? "cancelled" : "answered", columns, style),
    );
    return typed === null ? { kind: "cancelled" } : { kind: "answered", text: new Secret(typed) };
  } finally {
    Deno.removeSignalListener("SIGBREAK", end);
    terminal.restore();
    terminal.close();
  }
}

/** Reads a line. Returns null if the user cancels or the console is closed. */
async function readLine(terminal: { read(): Promise<string | null> }): Promise<string | null> {
  const typed = new TypedLine();
  const encoder = new TextEncoder();
  // One key can send two halves of a character, each in a read of its own.
  let half = "";
  try {
    for (;;) {
      const read = await terminal.read();
      if (read === null) return null;
      const text = half + read;
      half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
      const bytes = encoder.encode(text.slice(0, text.length - half.length));
      const outcome = pressAll(typed, bytes);
      bytes.fill(0);
      if (outcome === "done") return typed.text();
      if (outcome === "cancel" || typed.isEscape()) return null;
    }
  } finally {
    typed.wipe();
  }
}

function pressAll(typed: TypedLine, bytes: Uint8Array): "more" | "done" | "cancel" {
  for (const byte of bytes) {
    const outcome = typed.press(byte);
    if (outcome !== "more") return outcome;
  }
  return "more";
}

function sizeOf(): { readonly columns: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 80 };
  }
}
