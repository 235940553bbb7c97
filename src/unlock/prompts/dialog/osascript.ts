import { startHelper } from "../../../exec/start_helper.ts";
import { Secret } from "../../../secret.ts";
import { DIALOG_SECONDS, type DialogAnswer, type DialogQuestion, GRACE } from "./question.ts";

const PROGRAM = "/usr/bin/osascript";
/** The texts are arguments of the script, and not part of it, so that none is run. */
const SCRIPT = `on run {message, seconds, kind}
  try
    if kind is "confirm" then
      set shown to display dialog message with title "opaws" giving up after (seconds as integer)
      if gave up of shown then return "no-answer"
      return "answered "
    end if
    set shown to display dialog message with title "opaws" default answer "" with hidden answer ¬
      giving up after (seconds as integer)
    if gave up of shown then return "no-answer"
    return "answered " & text returned of shown
  on error number -128
    return "cancelled"
  end try
end run`;

/** Returns the arguments of `osascript` for `question`. */
export function osascriptArguments({ lines, question, confirms }: DialogQuestion): string[] {
  const message = [...lines, confirms ? question : `${question}:`].join("\n");
  return ["-e", SCRIPT, "--", message, String(DIALOG_SECONDS), confirms ? "confirm" : "secret"];
}

/** Returns what the script's output means. */
export function readOsascript(output: string): DialogAnswer {
  const line = output.replace(/\n$/, "");
  if (line.startsWith("answered ")) {
    return { kind: "answered", text: new Secret(line.slice("answered ".length)) };
  }
  return line === "cancelled" || line === "no-answer" ? { kind: line } : { kind: "unavailable" };
}

/** Asks in a dialog of macOS. Only the workflow on macOS runs it. */
export async function askOsascript(question: DialogQuestion): Promise<DialogAnswer> {
  try {
    const { success, stdout } = await startHelper(PROGRAM, {
      args: osascriptArguments(question),
      environment: { inherit: {} },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(DIALOG_SECONDS * 1000 + GRACE),
    }).output();
    const answer = success ? readOsascript(new TextDecoder().decode(stdout)) : null;
    stdout.fill(0);
    return answer ?? { kind: "unavailable" };
  } catch {
    return { kind: "unavailable" };
  }
}
