import assert from "node:assert/strict";
import { failingText } from "../../../src/commands/export/failed_export.ts";

Deno.test("failingText() fails in the shell whose format is named last, and is nothing where none evaluates", () => {
  const cases: [words: string[], text: string][] = [
    [[], "false\n"],
    [["--profil", "x"], "false\n"],
    [["--format"], "false\n"],
    [["--format", "constructor"], "false\n"],
    [["--format", "fish"], "false\n"],
    [["--format=pwsh"], "throw 'opaws export failed'\n"],
    [["--format", "json", "--format", "gitlab"], "false\n"],
    [["--format", "docker", "--item"], ""],
  ];
  for (const [words, text] of cases) assert.equal(failingText(words), text, words.join(" "));
});
