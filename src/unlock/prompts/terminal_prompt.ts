import { UserError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { Secret } from "../../secret.ts";
import { closeFrame, frameStyle, openFrame } from "./question_frame.ts";
import { TypedLine } from "./typed_line.ts";

/** How a question on the terminal ended. */
export type Answer =
  | { readonly kind: "answered"; readonly text: Secret }
  | { readonly kind: "cancelled" }
  | { readonly kind: "no-terminal" };

/**
 * Asks for a secret on the terminal itself (`/dev/tty`), never on stdin or stdout, so that pipes stay clean and a tool's
 * input is never read as a password. Nothing typed is shown. `lines` appear above the question and stay on the screen.
 * Esc and Ctrl-C cancel, and so does Ctrl-D on an empty line. The terminal's modes are always restored. Throws UserError
 * (64, not-utf8) as {@linkcode TypedLine} does.
 */
export async function askOnTerminal(
  host: Pick<Host, "env" | "platform">,
  lines: readonly string[],
  question: string,
): Promise<Answer> {
  if (Deno.build.os === "windows") {
    return await (await import("./console_prompt.ts")).askOnConsole(host, lines, question);
  }
  let terminal: Deno.FsFile;
  try {
    terminal = Deno.openSync("/dev/tty", { read: true, write: true });
  } catch {
    return { kind: "no-terminal" };
  }
  try {
    return await askOn(host, terminal, lines, question);
  } finally {
    terminal.close();
  }
}

async function askOn(
  host: Pick<Host, "env" | "platform">,
  terminal: Deno.FsFile,
  lines: readonly string[],
  question: string,
): Promise<Answer> {
  const write = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += terminal.writeSync(bytes.subarray(at));
  };
  const restore = (): void => {
    try {
      terminal.setRaw(false);
    } catch {
      // The terminal is closed: there is nothing to restore.
    }
  };
  const release = restoreOnSignal(restore);
  try {
    terminal.setRaw(true);
  } catch {
    // EIO (`tcsetattr(3p)`): this process is in the background, and no shell can bring it to the foreground.
    release();
    return { kind: "no-terminal" };
  }
  try {
    const style = frameStyle(host);
    write(lines.map((line) => `${line}\r\n`).join("") + openFrame(question, style));
    const typed = await readLine(terminal);
    write(closeFrame(question, typed === null ? "cancelled" : "answered", columns(), style));
    return typed === null ? { kind: "cancelled" } : { kind: "answered", text: new Secret(typed) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The terminal was closed during the question.
    return { kind: "cancelled" };
  } finally {
    restore();
    release();
  }
}

/** Returns the width of the terminal; 80 if no standard stream is one. */
function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

/** Calls `restore` before a signal ends this process, until the returned function is called. */
export function restoreOnSignal(restore: () => void): () => void {
  if (Deno.build.os === "windows") return () => {};
  const listeners = (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const).map((signal) => {
    const listener = (): void => {
      restore();
      Deno.removeSignalListener(signal, listener);
      Deno.kill(Deno.pid, signal);
    };
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
  };
}

/** Reads a line in raw mode. Returns null if the user cancels or the terminal closes. */
async function readLine(terminal: Pick<Deno.FsFile, "read">): Promise<string | null> {
  const typed = new TypedLine();
  const buffer = new Uint8Array(256);
  try {
    for (;;) {
      const length = await terminal.read(buffer);
      if (length === null || length === 0) return null;
      for (const byte of buffer.subarray(0, length)) {
        const outcome = typed.press(byte);
        if (outcome === "done") return typed.text();
        if (outcome === "cancel") return null;
      }
      // A key that sends a sequence sends all of it at once, so a sequence that ends here is the Esc key.
      if (length < buffer.length && typed.isEscape()) return null;
    }
  } finally {
    buffer.fill(0);
    typed.wipe();
  }
}
