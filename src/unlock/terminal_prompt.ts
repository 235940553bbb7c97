import { UserError } from "../errors.ts";
import { Secret } from "../secret.ts";

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CTRL_U = 21;
const CTRL_W = 23;
const ESCAPE = 27;
const CTRL_BACKSLASH = 28;
const SS3 = 0x4f; // O: begins what F1 to F4 send
const BRACKET = 0x5b; // [: begins what other keys send; twice, what F1 to F5 send on Linux's console
const DELETE = 127;

/** How a question on the terminal ended. */
export type Answer =
  | { readonly kind: "answered"; readonly text: Secret }
  | { readonly kind: "cancelled" }
  | { readonly kind: "no-terminal" };

/**
 * Asks for a secret on the terminal itself (`/dev/tty`), never on stdin or stdout, so that pipes stay clean and a
 * program's input is not taken for a password. Nothing typed is shown. `lines` stand above the question and are left
 * on the screen. Ctrl-C and Ctrl-D on an empty line cancel; the terminal's modes are restored whatever happens.
 * Faults (64) `not-utf8`.
 */
export async function askOnTerminal(lines: readonly string[], question: string): Promise<Answer> {
  let terminal: Deno.FsFile;
  try {
    terminal = Deno.openSync(Deno.build.os === "windows" ? "CONIN$" : "/dev/tty", {
      read: true,
      write: true,
    });
  } catch {
    return { kind: "no-terminal" };
  }
  try {
    return await askOn(terminal, lines, question);
  } finally {
    terminal.close();
  }
}

async function askOn(
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
      // Closed: nothing is left to restore.
    }
  };
  const release = restoreOnSignal(restore);
  try {
    terminal.setRaw(true);
  } catch {
    // EIO (`tcsetattr(3p)`): it is in the background, and no shell is there to bring it to the front.
    release();
    return { kind: "no-terminal" };
  }
  try {
    write(lines.map((line) => `${line}\r\n`).join("") + question);
    const typed = await readLine(terminal);
    write("\r\n");
    return typed === null ? { kind: "cancelled" } : { kind: "answered", text: new Secret(typed) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The terminal was closed under the question.
    return { kind: "cancelled" };
  } finally {
    restore();
    release();
  }
}

/** Runs `restore` before a signal ends this process; answers how to stop that. */
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

/** Reads to the end of the line in raw mode; null when the person cancels or the terminal ends. */
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
    }
  } finally {
    buffer.fill(0);
    typed.wipe();
  }
}

/** A line as it is typed, byte by byte in UTF-8, with the editing keys of a terminal. */
export class TypedLine {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #length = 0;
  #escape: "none" | "begun" | "bracket" | "sequence" = "none";

  /** Takes one byte; answers whether the line is done or cancelled by it. */
  press(byte: number): "more" | "done" | "cancel" {
    if (this.#skipEscape(byte)) return "more";
    if (byte === RETURN || byte === NEWLINE) return "done";
    if (byte === CTRL_C || byte === CTRL_BACKSLASH) return "cancel";
    if (byte === CTRL_D) return this.#length === 0 ? "cancel" : "more";
    if (byte === BACKSPACE || byte === DELETE) this.#eraseCharacter();
    else if (byte === CTRL_U) this.wipe();
    else if (byte === CTRL_W) this.#eraseWord();
    else if (byte >= 32 || byte === 9) this.#append(byte);
    return "more";
  }

  /** What stands there now. Faults (64) on bytes that are not UTF-8: one sign must not stand for many passwords. */
  text(): string {
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      return decoder.decode(this.#bytes.subarray(0, this.#length));
    } catch {
      throw new UserError({
        exit: "usage",
        code: "not-utf8",
        cannot: "read what was typed",
        because: "the terminal does not send UTF-8",
      });
    }
  }

  /** Overwrites what was typed. */
  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /**
   * Arrow and function keys send sequences that are no part of a password (ECMA-48, section 5.4). A control character in
   * one counts as itself: without that, Alt-[ would take Ctrl-C and Enter away.
   */
  #skipEscape(byte: number): boolean {
    const state = this.#escape;
    this.#escape = "none";
    if (byte === ESCAPE) this.#escape = "begun";
    else if (state === "none" || byte < 32 || byte >= DELETE) return false;
    else if (state === "begun" && byte === BRACKET) this.#escape = "bracket";
    else if (state === "begun") this.#escape = byte === SS3 ? "sequence" : "none";
    else if (byte < 0x40 || (state === "bracket" && byte === BRACKET)) this.#escape = "sequence";
    return true;
  }

  #append(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes.fill(0);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  #eraseCharacter(): void {
    while (this.#length > 0) {
      const byte = this.#bytes[--this.#length]!;
      this.#bytes[this.#length] = 0;
      if ((byte & 0xc0) !== 0x80) return;
    }
  }

  #eraseWord(): void {
    while (this.#length > 0 && this.#bytes[this.#length - 1] === 32) this.#eraseCharacter();
    while (this.#length > 0 && this.#bytes[this.#length - 1] !== 32) this.#eraseCharacter();
  }
}
