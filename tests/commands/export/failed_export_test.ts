import assert from "node:assert/strict";
import { failingText } from "../../../src/commands/export/failed_export.ts";

Deno.test("failingText() fails in the shell of the last format, and is empty if the format is not evaluated", () => {
  const cases: [args: string[], text: string][] = [
    [[], "false\n"],
    [["--profil", "x"], "false\n"],
    [["--format"], "false\n"],
    [["--format", "constructor"], "false\n"],
    [["--format", "fish"], "false\n"],
    [["--format=pwsh"], "throw 'opaws export failed'\n"],
    [["--format", "json", "--format", "gitlab"], "false\n"],
    [["--format", "docker", "--item"], ""],
  ];
  for (const [args, text] of cases) assert.equal(failingText(args), text, args.join(" "));
});
