/** The exit statuses of opaws. 64 to 78 follow `sysexits.h`; 126 and 127 are those of a shell. */
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

/** The name of an exit status. */
type ExitName = keyof typeof EXIT;

/** What an error is about, for code that acts on it. Code never parses a message. */
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

/** The parts of a {@linkcode UserError}. */
export interface UserErrorParts {
  /** The exit status that the process ends with. */
  readonly exit: ExitName;
  /** A stable name of the error in kebab case, for programs: `wrong-password`. */
  readonly code: string;
  /** The verb and object after "cannot": `unlock vault "personal"`. */
  readonly cannot: string;
  /** The cause: in lower case, without a full stop, never with a secret. */
  readonly because: string;
  /** One command that fixes it, shown after `try:`. */
  readonly try?: string;
  /** What the error is about. */
  readonly details?: ErrorDetails;
  /** The original error, shown only under `OPAWS_DEBUG=1`. */
  readonly cause?: unknown;
}

/** An error for the user to read: `cannot <action> <object>: <cause>`. Every room throws it; `cli` prints it. */
export class UserError extends Error {
  /** The exit status that the process ends with. */
  readonly exit: ExitName;
  /** A stable name of the error in kebab case, for programs. */
  readonly code: string;
  /** One command that fixes it. */
  readonly try: string | undefined;
  /** The verb and object after "cannot". */
  readonly cannot: string;
  /** What the error is about; empty if no code needs it. */
  readonly details: ErrorDetails;

  /** Makes an error whose message is `cannot <cannot>: <because>`. */
  constructor(parts: UserErrorParts) {
    super(`cannot ${parts.cannot}: ${parts.because}`, { cause: parts.cause });
    this.name = "UserError";
    this.exit = parts.exit;
    this.code = parts.code;
    this.try = parts.try;
    this.cannot = parts.cannot;
    this.details = parts.details ?? {};
  }

  /** The exit status as a number. */
  get status(): number {
    return EXIT[this.exit];
  }
}

/** What a command had done when the user cancelled it. */
interface Progress {
  /** What is done, one sentence each without a full stop: `item "AWS dev" is saved in vault "personal"`. */
  readonly done: readonly string[];
  /** What is not: `aws does not use it yet`. */
  readonly left?: string;
  /** The command that goes on from there. */
  readonly try?: string;
}

/**
 * Thrown if the user answers no, or cancels a question with Esc, Ctrl-C or Ctrl-D. The command ends with 77, but `cli`
 * does not print it as an error.
 */
export class Cancelled extends UserError {
  /** What the command had done. */
  readonly progress: Progress;

  /** Makes an error about `cannot`, as for {@linkcode UserError}. */
  constructor(cannot: string, progress: Progress = { done: [] }) {
    super({
      exit: "denied",
      code: "cancelled",
      cannot,
      because: "you cancelled",
      ...(progress.try === undefined ? {} : { try: progress.try }),
    });
    this.progress = progress;
  }
}

/** Returns what `rest` returns. If the user cancels in it, adds `before`, if anything was done until then. */
export async function afterDoing<T>(before: Progress, rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    if (!(error instanceof Cancelled) || before.done.length === 0) throw error;
    const { progress } = error;
    const done = [...before.done, ...progress.done];
    throw new Cancelled(error.cannot, { ...before, ...progress, done });
  }
}

/** Thrown after another process did the work of this one, which then exits with the same status. */
export class ChildExited extends Error {
  /** The exit status. */
  readonly status: number;

  /** Makes an error from the exit status of that process. */
  constructor(status: number) {
    super("another process did the work");
    this.status = status;
  }
}

/** Returns `error` with `command` after `try:`, for a caller that knows more about what the user wants. */
export function withTry(error: UserError, command: string): UserError {
  const { exit, code, cannot, details } = error;
  const because = error.message.slice(`cannot ${cannot}: `.length);
  return new UserError({ exit, code, cannot, because, try: command, details, cause: error.cause });
}
