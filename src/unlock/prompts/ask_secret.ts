import { cleanText } from "../../clean_text.ts";
import { Cancelled, UserError } from "../../errors.ts";
import { readableLine } from "../../home_path.ts";
import { denoHost, type Host } from "../../host.ts";
import type { Secret } from "../../secret.ts";
import { askByProgram, askpassUse } from "./askpass.ts";
import { noninteractiveVariable, whyNotAsked } from "./noninteractive.ts";
import { type Answer, askOnTerminal } from "./terminal_prompt.ts";

const MAX_TRIES = 3;

/** The error if a secret cannot be asked for. */
export interface AskErrorParts {
  /** The action that needs the secret: verb and object. */
  readonly cannot: string;
  /** The cause if there is no terminal. */
  readonly because?: string;
  /** What works without a question, if a variable forbids questions. */
  readonly alternative?: string;
  /** A command that does the same without a question. */
  readonly try?: string;
}

/** How a question ended, on the terminal or in a dialog. */
type GivenAnswer = Answer | { readonly kind: "no-answer" };

/** A secret, and whether the program of `OPAWS_ASKPASS` gave it. */
interface GivenSecret {
  readonly secret: Secret;
  readonly byProgram: boolean;
}

/**
 * Asks for a secret on the terminal or with the program of `OPAWS_ASKPASS`, and shows `lines` above the question, which
 * has no colon at its end.
 *
 * @throws Cancelled (77) if the user cancels; UserError (79) if there is no way to ask.
 */
export async function askSecret(
  lines: readonly string[],
  question: string,
  error: AskErrorParts,
  host: Pick<Host, "env" | "platform"> = denoHost,
): Promise<Secret> {
  return (await ask(lines, question, error, host)).secret;
}

/**
 * Asks as {@linkcode askSecret} does, until `check` returns no problem, which is shown above the next question. A program
 * has three tries, because it may always answer the same.
 *
 * @throws Cancelled (77); UserError (64) after three tries of a program, (79) if there is no way to ask.
 */
export async function askUntilValid(
  lines: readonly string[],
  question: string,
  error: AskErrorParts,
  check: (secret: Secret) => string | undefined | Promise<string | undefined>,
  host: Pick<Host, "env" | "platform"> = denoHost,
): Promise<Secret> {
  let above = lines;
  for (let tries = 1;; tries++) {
    const { secret, byProgram } = await ask(above, question, error, host);
    const problem = await check(secret);
    if (problem === undefined) return secret;
    if (byProgram && tries === MAX_TRIES) {
      const { cannot } = error;
      throw new UserError({ exit: "usage", code: "bad-answer", cannot, because: problem });
    }
    above = [`opaws: ${problem}`];
  }
}

/** How a secret is asked for until it is right. */
interface RetryOptions {
  /** The lines above the first question. */
  readonly lines: readonly string[];
  /** The question. */
  readonly question: string;
  /** The error if the secret cannot be asked for. */
  readonly error: AskErrorParts;
  /** The code of the error that means a wrong secret. */
  readonly wrongCode: string;
  /** Returns what was wrong, for the line above the next question. */
  readonly describe: (error: UserError) => string;
}

/**
 * Asks for a secret and returns what `use` makes of it. Asks again, three times in all, if `use` throws a UserError with
 * `wrongCode`. Throws UserError as {@linkcode askSecret} and `use` do.
 */
export async function askUntilRight<T>(
  { lines, question, error, wrongCode, describe }: RetryOptions,
  host: Pick<Host, "env" | "platform">,
  use: (secret: Secret) => Promise<T>,
): Promise<T> {
  let above = lines;
  for (let left = MAX_TRIES - 1;; left--) {
    const secret = await askSecret(above, question, error, host);
    try {
      return await use(secret);
    } catch (wrong) {
      if (!(wrong instanceof UserError) || wrong.code !== wrongCode || left === 0) throw wrong;
      above = [`opaws: ${describe(wrong)}, ${left} ${left === 1 ? "try" : "tries"} left`];
    }
  }
}

async function ask(
  lines: readonly string[],
  question: string,
  error: AskErrorParts,
  host: Pick<Host, "env" | "platform">,
): Promise<GivenSecret> {
  const { cannot } = error;
  const forbidden = noninteractiveVariable(host) !== null;
  const { answer, byProgram } = forbidden
    ? { answer: { kind: "no-terminal" } as const, byProgram: false }
    : await answerOf(lines, question, host);
  switch (answer.kind) {
    case "answered":
      return { secret: answer.text, byProgram };
    case "cancelled":
      throw new Cancelled(cannot);
    case "no-answer":
      throw new UserError({
        exit: "locked",
        code: "no-answer",
        cannot,
        because: "nobody answered the dialog within a minute",
        ...(error.try === undefined ? {} : { try: error.try }),
      });
    case "no-terminal":
      throw new UserError({
        exit: "locked",
        code: "locked",
        cannot,
        because: forbidden
          ? [whyNotAsked(host), error.alternative].filter((part) => part !== undefined).join(": ")
          : error.because ?? "it is locked and there is no terminal to ask on",
        ...(error.try === undefined ? {} : { try: error.try }),
      });
  }
}

async function answerOf(
  lines: readonly string[],
  question: string,
  host: Pick<Host, "env" | "platform">,
): Promise<{ readonly answer: GivenAnswer; readonly byProgram: boolean }> {
  const use = askpassUse(host);
  const clean = cleanText(question);
  const above = lines.map((line) => readableLine(line, host));
  // The program shows one text. Cleaning each line first means that every line break in it is ours.
  const program = () => askByProgram(host, [...above, `${clean}: `].join("\n"));
  if (use === "first") return { answer: await program(), byProgram: true };
  const answer = await askOnTerminal(host, above, clean);
  if (answer.kind !== "no-terminal") return { answer, byProgram: false };
  if (use === "without-terminal") return { answer: await program(), byProgram: true };
  const { askDialog } = await import("./dialog/ask_dialog.ts");
  const shown = await askDialog(host, above, clean);
  return { answer: shown.kind === "unavailable" ? answer : shown, byProgram: false };
}
