const BRAND = Symbol.for("opaws.ended");

/** Thrown where another process has done the work of this one, which is to end with its exit status. */
export class ChildExited extends Error {
  /** Marks it, for each bundle carries this class. */
  readonly [BRAND] = true;
  /** The exit status. */
  readonly status: number;

  /** Takes the exit status of that process. */
  constructor(status: number) {
    super("another process has done the work");
    this.status = status;
  }

  /** Tells it by its brand. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
