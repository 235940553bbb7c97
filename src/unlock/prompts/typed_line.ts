import { UserError } from "../../errors.ts";

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CTRL_U = 21;
const CTRL_W = 23;
const ESCAPE = 27;
const CTRL_BACKSLASH = 28;
const SS3 = 0x4f; // O: begins the sequences of F1 to F4
const BRACKET = 0x5b; // [: begins the sequences of other keys; twice, those of F1 to F5 on the Linux console
const DELETE = 127;

/** A line while it is typed, byte by byte in UTF-8, with the editing keys of a terminal. */
export class TypedLine {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #length = 0;
  #escape: "none" | "begun" | "bracket" | "sequence" = "none";

  /** Takes one byte and reports whether it completes or cancels the line. */
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

  /**
   * Returns the line so far. Throws UserError (64, not-utf8) on bytes that are not UTF-8: with a replacement character for
   * them, many passwords would be the same.
   */
  text(): string {
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      return decoder.decode(this.#bytes.subarray(0, this.#length));
    } catch {
      throw new UserError({
        exit: "usage",
        code: "not-utf8",
        cannot: "read the typed line",
        because: "the terminal does not send UTF-8",
      });
    }
  }

  /** Reports whether the last byte is an Escape that has begun no sequence yet. */
  isEscape(): boolean {
    return this.#escape === "begun";
  }

  /** Overwrites the line. */
  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /**
   * Reports whether `byte` belongs to the sequence of an arrow or function key (ECMA-48, section 5.4), which is not part of
   * a password. A control character ends the sequence and counts as itself, so that Ctrl-C and Enter work after Alt-[.
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
