/**
 * A secret text that cannot slip into a message, a log or JSON by accident: every implicit way to a
 * string gives `[secret]`. Only {@linkcode Secret.reveal} yields the text, so that its uses can be found.
 */
export class Secret {
  readonly #text: string;

  /** Wraps `text`. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The secret text itself. */
  reveal(): string {
    return this.#text;
  }

  /** `[secret]`. */
  toString(): string {
    return "[secret]";
  }

  /** `[secret]`. */
  toJSON(): string {
    return "[secret]";
  }

  /** `[secret]`, for `console.log` and test diffs. */
  [Symbol.for("Deno.customInspect")](): string {
    return "[secret]";
  }
}
