import { writeAll } from "../../fs/write_all.ts";
import { isStdoutClosed } from "../../host.ts";

/** The command that fails, by format: empty for those that no shell evaluates. All other formats use `false`. */
const FAILING: Readonly<Record<string, string>> = {
  pwsh: "throw 'opaws export failed'\n",
  dotenv: "",
  json: "",
  process: "",
  github: "",
  docker: "",
};

/**
 * Prints a command that fails, for a shell that evaluates the output of a failed `opaws export`. Evaluating nothing would
 * succeed, and the script would continue with other credentials of the machine.
 */
export function failInShell(args: readonly string[]): void {
  if (!Deno.stdout.isTerminal() && !isStdoutClosed()) writeAll(Deno.stdout, failingText(args));
}

/** Returns the text for the last format in `args`: a command that fails, unless that format is not evaluated. */
export function failingText(args: readonly string[]): string {
  const formats = args.map((argument, at) =>
    args[at - 1] === "--format" ? argument : /^--format=(.*)$/s.exec(argument)?.[1]
  );
  const format = formats.findLast((each) => each !== undefined) ?? "env";
  return Object.hasOwn(FAILING, format) ? FAILING[format]! : "false\n";
}
