import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { denoHost } from "../host.ts";
import { restoreOnSignal } from "../unlock/prompts/terminal_prompt.ts";
import { writeAll } from "../fs/write_all.ts";
import { noninteractiveVariable, whyNotAsked } from "../unlock/prompts/noninteractive.ts";

const SHOW_CURSOR = "\x1b[?25h";

/** One line of a list to choose from. */
export interface Choice<T> {
  /** What {@linkcode choose} returns if it is chosen. */
  readonly value: T;
  /** Its text. */
  readonly label: string;
  /** A short note next to it. */
  readonly hint?: string;
  /** Whether it stays in a filtered list, whatever is typed. */
  readonly stays?: boolean;
}

/** The error if the user cannot be asked, or cancels. */
export interface PromptErrorParts {
  /** Verb and object of what was started. */
  readonly cannot: string;
  /** The command that does the same without asking. */
  readonly try?: string;
}

/** Reports whether somebody can be asked: standard input is a terminal, and no variable says that nobody is there. */
export function canAsk(): boolean {
  return noninteractiveVariable(denoHost) === null && Deno.stdin.isTerminal() &&
    (Deno.stderr.isTerminal() || Deno.stdout.isTerminal());
}

/** Asks to choose one of `choices`; with `search`, typing filters them. Throws UserError 77 if cancelled, 79 without a terminal. */
export async function choose<T>(
  question: string,
  choices: readonly Choice<T>[],
  error: PromptErrorParts,
  search = false,
): Promise<T> {
  const prompts = await begin(error);
  const options = choices.map((choice, index) => ({
    value: index,
    label: cleanText(choice.label),
    ...(choice.hint === undefined ? {} : { hint: cleanText(choice.hint) }),
  }));
  const message = cleanText(question);
  const common = { message, options, maxItems: 12 };
  const index = await onTerminal(
    (streams) =>
      !search ? prompts.select({ ...common, ...streams }) : prompts.autocomplete({
        ...common,
        ...streams,
        placeholder: "type to filter",
        // The library's own filter also matches the index of a choice.
        filter: (typed, { value, label, hint = "" }) =>
          choices[value]!.stays === true ||
          `${label}\n${hint}`.toLowerCase().includes(typed.toLowerCase()),
        validate: (chosen) => chosen === undefined ? "nothing matches" : undefined,
      }),
  );
  if (typeof index !== "number") throw cancelled(error);
  return choices[index]!.value;
}

/** Asks to choose some of `choices`, which are all marked at first. Throws as {@linkcode choose}. */
export async function chooseSeveral<T>(
  question: string,
  choices: readonly Choice<T>[],
  error: PromptErrorParts,
): Promise<T[]> {
  const prompts = await begin(error);
  const chosen = await onTerminal((streams) =>
    prompts.multiselect({
      message: cleanText(question),
      options: choices.map((choice, index) => ({ value: index, label: cleanText(choice.label) })),
      initialValues: choices.map((_, index) => index),
      required: false,
      ...streams,
    })
  );
  if (!Array.isArray(chosen)) throw cancelled(error);
  return chosen.map((index) => choices[index]!.value);
}

/** Asks for a line of text. `check` returns what is wrong with it, or undefined. Throws as {@linkcode choose}. */
export async function askText(
  question: string,
  error: PromptErrorParts,
  options: {
    readonly initial?: string;
    readonly placeholder?: string;
    readonly check?: (text: string) => string | undefined;
  } = {},
): Promise<string> {
  const prompts = await begin(error);
  const { initial, placeholder, check } = options;
  const answer = await onTerminal((streams) =>
    prompts.text({
      message: cleanText(question),
      ...(initial === undefined ? {} : { initialValue: initial }),
      ...(placeholder === undefined ? {} : { placeholder }),
      ...(check === undefined ? {} : { validate: (text?: string) => check(text ?? "") }),
      ...streams,
    })
  );
  if (typeof answer !== "string") {
    if (answer === undefined) return "";
    throw cancelled(error);
  }
  return answer;
}

/** Asks yes or no. Throws as {@linkcode choose}. */
export async function askYesNo(
  question: string,
  error: PromptErrorParts,
  initial = false,
): Promise<boolean> {
  const prompts = await begin(error);
  const answer = await onTerminal(
    (streams) =>
      prompts.confirm({ message: cleanText(question), initialValue: initial, ...streams }),
  );
  if (typeof answer !== "boolean") throw cancelled(error);
  return answer;
}

type Prompts = typeof import("@clack/prompts");
type Terminal = ReturnType<typeof import("./prompt_terminal.ts").openTerminal>;

/** Where a prompt reads keys and is drawn. */
interface Streams {
  readonly input: Terminal["input"];
  readonly output?: NodeJS.WriteStream;
}

/**
 * Runs a prompt of the library and restores the terminal, even if a signal ends this process. If standard output is piped,
 * the prompt is drawn on standard error, so that the pipe gets the answer alone.
 */
async function onTerminal<T>(ask: (streams: Streams) => Promise<T>): Promise<T> {
  const onStdout = Deno.stdout.isTerminal();
  const { openTerminal, stderr } = await import("./prompt_terminal.ts");
  const { input, close } = openTerminal();
  const release = restoreOnSignal(() => {
    try {
      input.setRawMode(false);
      writeAll(onStdout ? Deno.stdout : Deno.stderr, SHOW_CURSOR);
    } catch {
      // The terminal is closed: there is nothing to restore.
    }
  });
  try {
    return await ask({ input, ...(onStdout ? {} : { output: stderr }) });
  } finally {
    release();
    close();
  }
}

async function begin(error: PromptErrorParts): Promise<Prompts> {
  if (!canAsk()) {
    throw new UserError({
      exit: "locked",
      code: "no-terminal",
      cannot: error.cannot,
      because: whyNotAsked(denoHost),
      ...(error.try === undefined ? {} : { try: error.try }),
    });
  }
  return await import("@clack/prompts");
}

function cancelled(error: PromptErrorParts): UserError {
  return new UserError({
    exit: "denied",
    code: "cancelled",
    cannot: error.cannot,
    because: "you cancelled",
  });
}
