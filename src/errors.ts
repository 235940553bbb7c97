/** What opaws ends with when it is to blame or cannot go on (after sysexits.h where it has a word). */
export const EXIT = {
  usage: 64,
  damaged: 65,
  notFound: 66,
  unavailable: 69,
  bug: 70,
  cannotCreate: 73,
  io: 74,
  busy: 75,
  denied: 77,
  refused: 78,
  locked: 79,
  notRunnable: 126,
  commandNotFound: 127,
} as const;

/** A name of an exit status of opaws's own. */
type ExitName = keyof typeof EXIT;

/** What an error is about, for code that acts on it. Never parse a message to get it. */
interface ErrorDetails {
  /** The file or folder. */
  readonly path?: string;
  /** The line in that file, from 1. */
  readonly line?: number;
  /** The tool. */
  readonly tool?: string;
  /** The profile of the AWS config files. */
  readonly profile?: string;
}

/** What a {@linkcode UserError} is made of. */
export interface UserErrorParts {
  /** Which exit status ends the process. */
  readonly exit: ExitName;
  /** A stable kebab-case word for programs, e.g. `wrong-password`. */
  readonly code: string;
  /** Verb and object, read after "cannot": `unlock vault "personal"`. */
  readonly cannot: string;
  /** The cause: lower case, no full stop, never a secret. */
  readonly because: string;
  /** One command that mends it, shown after `try:`. */
  readonly try?: string;
  /** What the error is about. */
  readonly details?: ErrorDetails;
  /** The error underneath, shown only under `OPAWS_DEBUG=1`. */
  readonly cause?: unknown;
}

/** An error addressed to the user: `cannot <act> <object>: <cause>`. Rooms throw it, `cli` prints it. */
export class UserError extends Error {
  /** Which exit status ends the process. */
  readonly exit: ExitName;
  /** A stable kebab-case word for programs. */
  readonly code: string;
  /** One command that mends it. */
  readonly try: string | undefined;
  /** Verb and object: what could not be done. */
  readonly cannot: string;
  /** What the error is about; empty if nobody needs to know. */
  readonly details: ErrorDetails;

  /** Takes the parts; the message is `cannot <cannot>: <because>`. */
  constructor(parts: UserErrorParts) {
    super(`cannot ${parts.cannot}: ${parts.because}`, { cause: parts.cause });
    this.name = "UserError";
    this.exit = parts.exit;
    this.code = parts.code;
    this.try = parts.try;
    this.cannot = parts.cannot;
    this.details = parts.details ?? {};
  }

  /** The number of {@linkcode UserError.exit}. */
  get status(): number {
    return EXIT[this.exit];
  }
}

/** Thrown after another process has done the work of this one, which then exits with the same status. */
export class ChildExited extends Error {
  /** The exit status. */
  readonly status: number;

  /** Takes the exit status of that process. */
  constructor(status: number) {
    super("another process has done the work");
    this.status = status;
  }
}
