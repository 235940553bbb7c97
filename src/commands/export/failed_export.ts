import { writeAll } from "../../fs/write_all.ts";

/** What ends a script that evaluates it; the formats that nothing evaluates get nothing. */
const FAILING: Readonly<Record<string, string>> = {
  pwsh: "throw 'opaws export failed'\n",
  dotenv: "",
  json: "",
  process: "",
  github: "",
  docker: "",
};

/**
 * Prints what a shell that evaluates the answer gets when `opaws export`, called with `words`, has none, whyever. Nothing
 * would be a success to it, and the script would go on with whatever other credentials the machine has.
 */
export function failInShell(words: readonly string[]): void {
  if (!Deno.stdout.isTerminal()) writeAll(Deno.stdout, failingText(words));
}

/** What that is, for the format that `words` name last: a false command where they name none that is known. */
export function failingText(words: readonly string[]): string {
  const formats = words.map((word, at) =>
    words[at - 1] === "--format" ? word : /^--format=(.*)$/s.exec(word)?.[1]
  );
  const format = formats.findLast((each) => each !== undefined) ?? "env";
  return Object.hasOwn(FAILING, format) ? FAILING[format]! : "false\n";
}
