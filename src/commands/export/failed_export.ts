import { writeAll } from "../../fs/write_all.ts";
import { isStdoutClosed } from "../../host.ts";

/** What makes the script that evaluates it fail; nothing for the formats that are not evaluated. */
const FAILING: Readonly<Record<string, string>> = {
  pwsh: "throw 'opaws export failed'\n",
  dotenv: "",
  json: "",
  process: "",
  github: "",
  docker: "",
};

/**
 * Makes a shell fail that evaluates the output of a failed `opaws export`. To evaluate nothing is a success, and the
 * script would go on with whatever other credentials the machine has.
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
