import { cleanText } from "../clean_text.ts";
import { EXIT, UserError } from "../errors.ts";
import { writeAll } from "../fs/write_all.ts";

/**
 * Tells people or programs of an error and answers the exit status. The law of opaws's talk: stdout belongs to the
 * tool, to `eval`, or to the answer that was asked for; everything else goes to stderr, and questions to the terminal.
 * With `json` the answer is `{"error": {"code", "exit", "message"}}` on stdout. What is no {@linkcode UserError} is a bug
 * of ours. A stack is shown only when `debug` is set; neither ever holds a secret.
 */
export function reportError(
  error: unknown,
  options: { readonly json: boolean; readonly debug: boolean },
): number {
  const told = report(error);
  if (!options.json || !answered(told)) {
    const next = told.try === undefined ? "" : `\n  try: ${cleanText(told.try)}`;
    writeAll(Deno.stderr, `opaws: ${cleanText(told.message)}${next}\n`);
  }
  if (options.debug && error instanceof Error) {
    writeAll(Deno.stderr, `${stackOf(error)}\n`);
  }
  return told.exit;
}

/** Gives `told` as the answer; false where no answer can be written. */
function answered({ code, exit, message }: Told): boolean {
  try {
    writeAll(Deno.stdout, JSON.stringify({ error: { code, exit, message } }) + "\n");
    return true;
  } catch {
    return false;
  }
}

interface Told {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly try: string | undefined;
}

function report(error: unknown): Told {
  if (error instanceof UserError) {
    return { code: error.code, exit: error.status, message: error.message, try: error.try };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: "bug",
    exit: EXIT.bug,
    message: `bug: ${what}`,
    try: "OPAWS_DEBUG=1 and the same command, then report what it prints",
  };
}

function stackOf(error: Error): string {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return (error.stack ?? error.message).split("\n").map(cleanText).join("\n") + below;
}
