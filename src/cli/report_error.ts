import { jsonWithoutWorkflowCommands } from "../clean_text.ts";
import { Cancelled, EXIT, UserError } from "../errors.ts";
import { writeAll } from "../fs/write_all.ts";
import { readableLine } from "../home_path.ts";
import { denoHost } from "../host.ts";

/**
 * Prints an error and returns the exit status. Standard output belongs to the tool, to `eval`, or to the answer of a
 * command, so an error goes to standard error, but with `json` it is the answer: `{"error": {"code", "exit", "message"}}`.
 * Anything but a UserError is a bug of opaws. `debug` adds the stack. Neither holds a secret. If the user cancelled, that
 * is not an error: it prints `Cancelled.` and what is done.
 */
export function reportError(
  error: unknown,
  options: { readonly json: boolean; readonly debug: boolean },
): number {
  const report = describe(error);
  if (!options.json || !printJson(report)) {
    const next = report.try === undefined ? [] : [`  try: ${report.try}`];
    const lines = error instanceof Cancelled ? cancelledLines(error) : [`opaws: ${report.message}`];
    writeAll(
      Deno.stderr,
      [...lines, ...next].map((line) => `${readableLine(line, denoHost)}\n`).join(""),
    );
  }
  if (options.debug && error instanceof Error) {
    writeAll(Deno.stderr, `${stackOf(error)}\n`);
  }
  return report.exit;
}

function cancelledLines({ progress: { done, left } }: Cancelled): string[] {
  return [
    "Cancelled.",
    ...done.map((fact) => `  done: ${fact}`),
    ...(left === undefined ? [] : [`  not done: ${left}`]),
  ];
}

/** Prints `report` as the answer of a command. Reports whether that was possible. */
function printJson({ code, exit, message }: ErrorReport): boolean {
  try {
    const text = JSON.stringify({ error: { code, exit, message } });
    writeAll(Deno.stdout, jsonWithoutWorkflowCommands(text, denoHost) + "\n");
    return true;
  } catch {
    return false;
  }
}

interface ErrorReport {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly try: string | undefined;
}

function describe(error: unknown): ErrorReport {
  if (error instanceof UserError) {
    return { code: error.code, exit: error.status, message: error.message, try: error.try };
  }
  const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: "bug",
    exit: EXIT.bug,
    message: `bug: ${cause}`,
    try: "set OPAWS_DEBUG to 1 and run the same command, then report what it prints",
  };
}

function stackOf(error: Error): string {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return (error.stack ?? error.message).split("\n").map((line) => readableLine(line, denoHost))
    .join("\n") + below;
}
