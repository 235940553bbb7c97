import { cleanText } from "../../clean_text.ts";
import { Fault } from "../../fault.ts";
import { denoHost } from "../../host.ts";
import { nobodyToAsk } from "./nobody_to_ask.ts";

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
export interface TalkFault {
  /** Verb and object of what was begun. */
  readonly cannot: string;
  /** The command that does the same without asking. */
  readonly try?: string;
}

/** Reports whether a person can be asked here: standard input is a terminal, and nothing says that nobody listens. */
export function canAsk(): boolean {
  return nobodyToAsk(denoHost) === null && Deno.stdin.isTerminal() &&
    (Deno.stderr.isTerminal() || Deno.stdout.isTerminal());
}

/** Why nobody is asked, for a fault. */
export function whyNotAsked(): string {
  const variable = nobodyToAsk(denoHost);
  return variable === null ? "there is no terminal to ask on" : `under ${variable} nobody is asked`;
}

/** Asks to choose one of `choices`. With `search`, typing narrows them. Faults: 77 cancelled, 79 no terminal. */
export async function choose<T>(
  question: string,
  choices: readonly Choice<T>[],
  fault: TalkFault,
  search = false,
): Promise<T> {
  const prompts = await begin(fault);
  const options = choices.map((choice, index) => ({
    value: index,
    label: cleanText(choice.label),
    ...(choice.hint === undefined ? {} : { hint: cleanText(choice.hint) }),
  }));
  const message = cleanText(question);
  const common = { message, options, maxItems: 12, ...await streams() };
  const index = search
    ? await prompts.autocomplete({
      ...common,
      placeholder: "type to filter",
      // The library's own filter also takes what is typed for the number of a choice.
      filter: (typed, { value, label, hint = "" }) =>
        choices[value]!.stays === true ||
        `${label}\n${hint}`.toLowerCase().includes(typed.toLowerCase()),
      validate: (chosen) => chosen === undefined ? "nothing matches" : undefined,
    })
    : await prompts.select(common);
  if (typeof index !== "number") throw cancelled(fault);
  return choices[index]!.value;
}

/** Asks to choose some of `choices`, all of them to begin with. Faults: 77 cancelled, 79 no terminal. */
export async function chooseSeveral<T>(
  question: string,
  choices: readonly Choice<T>[],
  fault: TalkFault,
): Promise<T[]> {
  const prompts = await begin(fault);
  const chosen = await prompts.multiselect({
    message: cleanText(question),
    options: choices.map((choice, index) => ({ value: index, label: cleanText(choice.label) })),
    initialValues: choices.map((_, index) => index),
    required: false,
    ...await streams(),
  });
  if (!Array.isArray(chosen)) throw cancelled(fault);
  return chosen.map((index) => choices[index]!.value);
}

/** Asks for a line of text. `check` answers what is wrong with it, or nothing. Faults: 77 cancelled, 79 no terminal. */
export async function askText(
  question: string,
  fault: TalkFault,
  options: {
    readonly initial?: string;
    readonly placeholder?: string;
    readonly check?: (text: string) => string | undefined;
  } = {},
): Promise<string> {
  const prompts = await begin(fault);
  const { initial, placeholder, check } = options;
  const answer = await prompts.text({
    message: cleanText(question),
    ...(initial === undefined ? {} : { initialValue: initial }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(check === undefined ? {} : { validate: (text?: string) => check(text ?? "") }),
    ...await streams(),
  });
  if (typeof answer !== "string") {
    if (answer === undefined) return "";
    throw cancelled(fault);
  }
  return answer;
}

/** Asks yes or no. Faults: 77 cancelled, 79 no terminal. */
export async function askYes(
  question: string,
  fault: TalkFault,
  initial = false,
): Promise<boolean> {
  const prompts = await begin(fault);
  const answer = await prompts.confirm({
    message: cleanText(question),
    initialValue: initial,
    ...await streams(),
  });
  if (typeof answer !== "boolean") throw cancelled(fault);
  return answer;
}

/** Questions are drawn on stderr when stdout is piped, so that what is piped stays the answer. */
async function streams(): Promise<{ output?: NodeJS.WriteStream }> {
  if (Deno.stdout.isTerminal()) return {};
  const { stderr } = await import("#prompts");
  return { output: stderr };
}

async function begin(fault: TalkFault): Promise<typeof import("#prompts")> {
  if (!canAsk()) {
    throw new Fault({
      exit: "locked",
      code: "no-terminal",
      cannot: fault.cannot,
      because: whyNotAsked(),
      ...(fault.try === undefined ? {} : { try: fault.try }),
    });
  }
  return await import("#prompts");
}

function cancelled(fault: TalkFault): Fault {
  return new Fault({
    exit: "denied",
    code: "cancelled",
    cannot: fault.cannot,
    because: "you cancelled",
  });
}
