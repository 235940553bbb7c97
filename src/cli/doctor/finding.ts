/** One thing that the doctor looked at. */
export interface Finding {
  /** Whether all is well with it. */
  readonly ok: boolean;
  /** What was seen: one sentence without a full stop, never a secret. */
  readonly message: string;
  /** The command that mends it; never with what is well. */
  readonly mend?: string;
  /** Mends it at once, for `--fix`; only where nothing is lost by it. */
  readonly fix?: () => void;
}

/** A {@linkcode Finding} of what is well. */
export function well(message: string): Finding {
  return { ok: true, message };
}

/** A {@linkcode Finding} of what is not, with the command that mends it. */
export function wrong(message: string, mend: string, fix?: () => void): Finding {
  return { ok: false, message, mend, ...(fix ? { fix } : {}) };
}
