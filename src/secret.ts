/**
 * A secret text that does not get into a message, a log or JSON by accident: every implicit conversion to a string gives
 * `[secret]`. Only {@linkcode Secret.reveal} returns the text, so every use of it can be found.
 */
export class Secret {
  readonly #text: string;

  /** Makes a secret of `text`. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the text. */
  reveal(): string {
    return this.#text;
  }

  /** Returns `[secret]`. */
  toString(): string {
    return "[secret]";
  }

  /** Returns `[secret]`. */
  toJSON(): string {
    return "[secret]";
  }

  /** Returns `[secret]`, for `console.log` and test diffs. */
  [Symbol.for("Deno.customInspect")](): string {
    return "[secret]";
  }
}
