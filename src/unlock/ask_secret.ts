import { cleanText } from "../clean_text.ts";
import { UserError } from "../errors.ts";
import { denoHost, type Host } from "../host.ts";
import type { Secret } from "../secret.ts";
import { askByProgram, askpassUse } from "./askpass.ts";
import { type Answer, askOnTerminal } from "./terminal_prompt.ts";
import { noninteractiveVariable, whyNotAsked } from "./noninteractive.ts";

/** What to say when a secret cannot be asked. */
export interface AskErrorParts {
  /** Verb and object of what was begun. */
  readonly cannot: string;
  /** Why, where there is no terminal. */
  readonly because?: string;
  /** What answers instead, where nobody is to be asked. */
  readonly answer?: string;
  /** The command that does the same without asking. */
  readonly try?: string;
}

/**
 * Asks one secret on the terminal, or by the program of `OPAWS_ASKPASS`. `lines` stand above the question.
 * Faults: 77 cancelled, 79 no way to ask.
 */
export async function askSecret(
  lines: readonly string[],
  question: string,
  fault: AskErrorParts,
  host: Pick<Host, "env" | "platform"> = denoHost,
): Promise<Secret> {
  const nobody = noninteractiveVariable(host);
  const answer: Answer = nobody === null
    ? await ask(host, lines, question)
    : { kind: "no-terminal" };
  if (answer.kind === "answered") return answer.text;
  const next = fault.try === undefined ? {} : { try: fault.try };
  throw answer.kind === "cancelled"
    ? new UserError({
      exit: "denied",
      code: "cancelled",
      cannot: fault.cannot,
      because: "you cancelled",
    })
    : new UserError({
      exit: "locked",
      code: "locked",
      cannot: fault.cannot,
      because: nobody === null
        ? fault.because ?? "it is locked and there is no terminal to ask on"
        : `${whyNotAsked(host)}${fault.answer === undefined ? "" : `: ${fault.answer}`}`,
      ...next,
    });
}

async function ask(
  host: Pick<Host, "env" | "platform">,
  lines: readonly string[],
  question: string,
): Promise<Answer> {
  const use = askpassUse(host);
  const clean = cleanText(question);
  // Its window shows one text, in which a line break must be ours.
  const whole = [...lines.map(cleanText), clean].join("\n");
  if (use === "first") return await askByProgram(host, whole);
  const answer = await askOnTerminal(lines, clean);
  return answer.kind === "no-terminal" && use === "without-terminal"
    ? await askByProgram(host, whole)
    : answer;
}
