import { Cancelled, UserError } from "../errors.ts";
import { writeAll } from "../fs/write_all.ts";
import { readableLine } from "../home_path.ts";
import { denoHost } from "../host.ts";
import { searchMatches } from "./search_matches.ts";
import { restoreOnSignal } from "../unlock/prompts/terminal_prompt.ts";
import { noninteractiveVariable, whyNotAsked } from "../unlock/prompts/noninteractive.ts";

const SHOW_CURSOR = "\x1b[?25h";
const CTRL_D = "\x04";
const MAX_ITEMS = 12;

/** One line of a list to choose from. */
export interface Choice<T> {
  /** What {@linkcode choose} returns if it is chosen. */
  readonly value: T;
  /** Its text. */
  readonly label: string;
  /** A short note next to it. */
  readonly hint?: string;
  /** Whether it stays in a filtered list, below what matches. */
  readonly stays?: boolean;
}

/** The value of {@linkcode GO_BACK}. */
export const BACK: unique symbol = Symbol("back");

/** The last choice of a list that follows another question. */
export const GO_BACK: Choice<typeof BACK> = { value: BACK, label: "Go back", stays: true };

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

/**
 * Asks to choose one of `choices`, the first by default; with `search`, typing filters them as `searchMatches` does. Throws Cancelled (77),
 * UserError (79) without a terminal.
 */
export async function choose<T>(
  question: string,
  choices: readonly Choice<T>[],
  error: PromptErrorParts,
  search = false,
): Promise<T> {
  const prompts = await begin(error);
  const message = readable(question);
  const common = { message, maxItems: MAX_ITEMS };
  const chosen = await onTerminal((streams) =>
    search
      ? prompts.autocomplete<Found<T>>({
        ...common,
        options: searchOptions(choices),
        filter: () => true, // searchOptions() has filtered them
        validate: (found) => found === undefined ? "nothing matches" : undefined,
        ...streams,
      })
      : prompts.select<Found<T>>({
        ...common,
        options: choices.map((choice) => option(choice)),
        ...streams,
      })
  );
  if (typeof chosen === "symbol") throw new Cancelled(error.cannot);
  return chosen.choice.value;
}

/** The value that the library gets for a choice. */
interface Found<T> {
  readonly choice: Choice<T>;
}

interface Option<T> {
  value: Found<T>;
  label: string;
  hint?: string;
}

function option<T>(choice: Choice<T>): Option<T> {
  const { label, hint } = choice;
  const shown = { value: { choice }, label: readable(label) };
  return hint === undefined ? shown : { ...shown, hint: readable(hint) };
}

/**
 * Returns the options that match what is typed, then those that stay. They are new ones for each text: the library leaves
 * the focus on an option that it has seen, and it has to go to the first match.
 */
function searchOptions<T>(
  choices: readonly Choice<T>[],
): (this: { readonly userInput: string }) => Option<T>[] {
  let last: { readonly typed: string; readonly options: Option<T>[] } | undefined;
  return function () {
    const typed = this.userInput;
    if (last?.typed !== typed) {
      const matches = searchMatches(choices.filter(({ stays }) => !stays), typed);
      const shown = [...matches, ...choices.filter(({ stays }) => stays)];
      last = { typed, options: shown.map((choice) => option(choice)) };
    }
    return last.options;
  };
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
      message: readable(question),
      options: choices.map((choice, index) => ({ value: index, label: readable(choice.label) })),
      initialValues: choices.map((_, index) => index),
      required: false,
      ...streams,
    })
  );
  if (!Array.isArray(chosen)) throw new Cancelled(error.cannot);
  return chosen.map((index) => choices[index]!.value);
}

/** How {@linkcode askText} asks. */
interface TextOptions {
  /** The answer if nothing is typed, shown until something is. */
  readonly suggestion?: string;
  /** An example, shown until something is typed. */
  readonly placeholder?: string;
  /** Returns why an answer cannot be used, undefined if it can. The user then corrects it. */
  readonly check?: (text: string) => string | undefined;
  /** Returns what is unusual about an answer, undefined if nothing is. The user then decides. */
  readonly doubt?: (text: string) => string | undefined;
}

/**
 * Asks for a line of text until it can be used, and returns it without spaces around it. Throws Cancelled (77), UserError
 * (79) without a terminal.
 */
export async function askText(
  question: string,
  error: PromptErrorParts,
  options: TextOptions = {},
): Promise<string> {
  const prompts = await begin(error);
  const { suggestion = "", placeholder = suggestion, check, doubt } = options;
  const meant = (typed: string | undefined) => typed?.trim() || suggestion;
  for (let typed = "";;) {
    const answer = await onTerminal((streams) =>
      prompts.text({
        message: readable(question),
        initialValue: typed,
        placeholder,
        defaultValue: suggestion,
        validate: (text) => check?.(meant(text)),
        ...streams,
      })
    );
    if (typeof answer === "symbol") throw new Cancelled(error.cannot);
    typed = meant(answer);
    const unusual = doubt?.(typed);
    if (unusual === undefined || await askYesNo(`${unusual}. Use it anyway?`, error)) return typed;
  }
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
      prompts.confirm({ message: readable(question), initialValue: initial, ...streams }),
  );
  if (typeof answer !== "boolean") throw new Cancelled(error.cannot);
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
  const prompts = await import("@clack/prompts");
  prompts.updateSettings({ aliases: { [CTRL_D]: "cancel" } });
  return prompts;
}

function readable(line: string): string {
  return readableLine(line, denoHost);
}
