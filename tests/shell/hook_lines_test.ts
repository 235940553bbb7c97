import assert from "node:assert/strict";
import { hookFileLine } from "../../src/shell/hook_file.ts";
import {
  hookLineKind,
  withEvaluatedLineReplaced,
  withHookLines,
  withoutHookLines,
} from "../../src/shell/hook_lines.ts";
import { hookLine } from "../../src/shell/startup_file.ts";
import { type Shell, SHELLS } from "../../src/quote.ts";

const LINE = 'eval "$(opaws hook zsh)"';
const BLOCK = `# >>> opaws >>>\n${LINE}\n# <<< opaws <<<\n`;

const FILES = [
  "",
  "\n",
  "export A=1\n",
  "export A=1",
  "a\n\n\n",
  "a\r\nb\r\n",
  "a\r\nb",
  "# opaws\nalias aws='aws --x'\n",
  "\xff\xfe\x00binary\n",
];

Deno.test("withHookLines() adds a marked block at the end, and withoutHookLines() restores the file", () => {
  for (const text of FILES) {
    const added = withHookLines(text, LINE);
    assert.ok(added.startsWith(text) && added.endsWith("# <<< opaws <<<" + newline(text)), text);
    assert.equal(
      added.replaceAll("\r\n", "\n").split("\n").filter((each) => each === LINE).length,
      1,
    );
    assert.equal(withoutHookLines(added), text);
  }
  assert.equal(withHookLines("a\n", LINE), `a\n${BLOCK}`);
  assert.equal(withHookLines("a\r\n", LINE), `a\r\n${BLOCK.replaceAll("\n", "\r\n")}`);
});

Deno.test("withHookLines() changes nothing the second time, and replaces an older line in its place", () => {
  for (const text of FILES) {
    const added = withHookLines(text, LINE);
    assert.equal(withHookLines(added, LINE), added, text);
    const more = `${added}later${newline(text)}`;
    assert.equal(withHookLines(more, LINE), more);
    const other = withHookLines(more, "other");
    assert.ok(
      other.endsWith(`later${newline(text)}`) && !other.includes(LINE) && other.includes("other"),
    );
    assert.equal(withHookLines(other, LINE), more);
  }
});

Deno.test("withoutHookLines() keeps what was added since, and what only looks like a mark", () => {
  assert.equal(withoutHookLines(`a\n${BLOCK}b\n`), "a\nb\n");
  assert.equal(withoutHookLines(`${withHookLines("a", LINE)}b\n`), "a\nb\n");
  assert.equal(withoutHookLines(`${BLOCK}a\n${BLOCK}b\n${BLOCK}`), "a\nb\n");
  assert.equal(withHookLines(`${BLOCK}a\n${BLOCK}b\n${BLOCK}`, LINE), `${BLOCK}a\nb\n`);
  for (
    const text of [
      `# >>> opaws >>>\n${LINE}\nmine\n`,
      `${LINE}\n# <<< opaws <<<\n`,
      ` # >>> opaws >>>\n${LINE}\n# <<< opaws <<<\n`,
      `# >>> opaws >>> mine\n${LINE}\n# <<< opaws <<<\n`,
      `echo '# >>> opaws >>>'\n# <<< opaws <<<\n`,
      `# <<< opaws <<<\n${LINE}\n# >>> opaws >>>\n`,
    ]
  ) assert.equal(withoutHookLines(text), text);
  const orphan = `# >>> opaws >>>\nmine\n${BLOCK}`;
  assert.equal(withoutHookLines(orphan), "# >>> opaws >>>\nmine\n");
});

Deno.test("withoutHookLines() removes a block without its last line end", () => {
  assert.equal(withoutHookLines(`a\n${BLOCK.trimEnd()}`), "a\n");
});

function newline(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

Deno.test("withoutHookLines() restores a text without a last line end, whatever its last character", () => {
  for (const text of ["a\nb", "a\r", "a\nb\r", "a\r\nb"]) {
    assert.equal(withoutHookLines(withHookLines(text, "line")), text, JSON.stringify(text));
  }
});

Deno.test("hookLineKind() recognizes both lines of opaws's, with any program", () => {
  for (const shell of SHELLS) {
    for (const program of [["opaws"], ["/o p/it's", "run", "/x/opaws.js"]]) {
      const file = `/h/.local/state/opaws/hook.${shell === "pwsh" ? "ps1" : shell}`;
      const read = hookFileLine(shell, program, file, "/h");
      assert.equal(hookLineKind(`a\n${read}\nb\n`, shell), "file", read);
      const evaluated = hookLine(shell, program);
      assert.equal(hookLineKind(`a\n${evaluated}\nb\n`, shell), "evaluated", evaluated);
      assert.equal(hookLineKind(`a\n# ${evaluated}\n# ${read}\n`, shell), "none");
      const replaced = withEvaluatedLineReplaced(`a\n${evaluated}\nb\n`, shell, read);
      assert.equal(replaced, `a\n# >>> opaws >>>\n${read}\n# <<< opaws <<<\nb\n`);
    }
  }
});

Deno.test("withEvaluatedLineReplaced() leaves a line that is part of something else", () => {
  const texts: [Shell, string][] = [
    ["zsh", `${LINE} && x\n`],
    ["zsh", `  ${LINE}\n`],
    ["zsh", `x &&\n${LINE}\n`],
    ["zsh", `x \\\n${LINE}\n`],
    ["zsh", `${LINE}\n${LINE}\n`],
    ["bash", `${LINE}\n`],
    ["fish", "type -q opaws; and opaws hook fish | source\n"],
    ["pwsh", "if ($x) { Invoke-Expression (& opaws hook pwsh | Out-String) }\n"],
  ];
  for (const [shell, text] of texts) {
    assert.equal(withEvaluatedLineReplaced(text, shell, "new"), null, text);
  }
  const crlf = withEvaluatedLineReplaced(`a\r\n${LINE}\r\nb\r\n`, "zsh", "new");
  assert.equal(crlf, "a\r\n# >>> opaws >>>\r\nnew\r\n# <<< opaws <<<\r\nb\r\n");
  assert.equal(
    withEvaluatedLineReplaced(LINE, "zsh", "new"),
    "# >>> opaws >>>\nnew\n# <<< opaws <<<\n",
  );
});
