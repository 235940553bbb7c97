import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { denoHost } from "../host.ts";
import { restoreOnSignal } from "../unlock/prompts/terminal_prompt.ts";
import { writeAll } from "../fs/write_all.ts";
import { noninteractiveVariable, whyNotAsked } from "../unlock/prompts/noninteractive.ts";

const SHOW_CURSOR = "\x1b[?25h";

/** One thing to choose. */
export interface Choice<T> {
  /** What the answer is when it is chosen. */
  readonly value: T;
  /** Its line. */
  readonly label: string;
  /** A word beside it. */
  readonly hint?: string;
  /** Whether it stays in a list that is searched, whatever is typed. */
  readonly stays?: boolean;
}

/** What to say when the person cannot be asked, or cancels. */
export interface PromptErrorParts {
  /** Verb and object of what was begun. */
  readonly cannot: string;
  /** The command that does the same without asking. */
  readonly try?: string;
}

/** Reports whether a person can be asked here: standard input is a terminal, and nothing says that nobody listens. */
export function canAsk(): boolean {
  return noninteractiveVariable(denoHost) === null && Deno.stdin.isTerminal() &&
    (Deno.stderr.isTerminal() || Deno.stdout.isTerminal());
}

/** Asks to choose one of `choices`. With `search`, typing narrows them. Faults: 77 cancelled, 79 no terminal. */
export async function choose<T>(
  question: string,
  choices: readonly Choice<T>[],
  fault: PromptErrorParts,
  search = false,
): Promise<T> {
  const prompts = await begin(fault);
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
        // The library's own filter also takes what is typed for the number of a choice.
        filter: (typed, { value, label, hint = "" }) =>
          choices[value]!.stays === true ||
          `${label}\n${hint}`.toLowerCase().includes(typed.toLowerCase()),
        validate: (chosen) => chosen === undefined ? "nothing matches" : undefined,
      }),
  );
  if (typeof index !== "number") throw cancelled(fault);
  return choices[index]!.value;
}

/** Asks to choose some of `choices`, all of them to begin with. Faults: 77 cancelled, 79 no terminal. */
export async function chooseSeveral<T>(
  question: string,
  choices: readonly Choice<T>[],
  fault: PromptErrorParts,
): Promise<T[]> {
  const prompts = await begin(fault);
  const chosen = await onTerminal((streams) =>
    prompts.multiselect({
      message: cleanText(question),
      options: choices.map((choice, index) => ({ value: index, label: cleanText(choice.label) })),
      initialValues: choices.map((_, index) => index),
      required: false,
      ...streams,
    })
  );
  if (!Array.isArray(chosen)) throw cancelled(fault);
  return chosen.map((index) => choices[index]!.value);
}

/** Asks for a line of text. `check` answers what is wrong with it, or nothing. Faults: 77 cancelled, 79 no terminal. */
export async function askText(
  question: string,
  fault: PromptErrorParts,
  options: {
    readonly initial?: string;
    readonly placeholder?: string;
    readonly check?: (text: string) => string | undefined;
  } = {},
): Promise<string> {
  const prompts = await begin(fault);
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
    throw cancelled(fault);
  }
  return answer;
}

/** Asks yes or no. Faults: 77 cancelled, 79 no terminal. */
export async function askYesNo(
  question: string,
  fault: PromptErrorParts,
  initial = false,
): Promise<boolean> {
  const prompts = await begin(fault);
  const answer = await onTerminal(
    (streams) =>
      prompts.confirm({ message: cleanText(question), initialValue: initial, ...streams }),
  );
  if (typeof answer !== "boolean") throw cancelled(fault);
  return answer;
}

type Prompts = typeof import("@clack/prompts");
type Terminal = ReturnType<typeof import("./prompt_terminal.ts").openTerminal>;

/** Where a question reads and is drawn. */
interface Streams {
  readonly input: Terminal["input"];
  readonly output?: NodeJS.WriteStream;
}

/**
 * Asks by the library; the terminal is as it was afterwards, though a signal ends this process. What is asked is drawn on
 * stderr when stdout is piped, so that what is piped stays the answer.
 */
async function onTerminal<T>(ask: (streams: Streams) => Promise<T>): Promise<T> {
  const drawn = Deno.stdout.isTerminal();
  const { openTerminal, stderr } = await import("./prompt_terminal.ts");
  const { input, close } = openTerminal();
  const release = restoreOnSignal(() => {
    try {
      input.setRawMode(false);
      writeAll(drawn ? Deno.stdout : Deno.stderr, SHOW_CURSOR);
    } catch {
      // Closed: nothing is left to restore.
    }
  });
  try {
    return await ask({ input, ...(drawn ? {} : { output: stderr }) });
  } finally {
    release();
    close();
  }
}

async function begin(fault: PromptErrorParts): Promise<Prompts> {
  if (!canAsk()) {
    throw new UserError({
      exit: "locked",
      code: "no-terminal",
      cannot: fault.cannot,
      because: whyNotAsked(denoHost),
      ...(fault.try === undefined ? {} : { try: fault.try }),
    });
  }
  return await import("@clack/prompts");
}

function cancelled(fault: PromptErrorParts): UserError {
  return new UserError({
    exit: "denied",
    code: "cancelled",
    cannot: fault.cannot,
    because: "you cancelled",
  });
}
