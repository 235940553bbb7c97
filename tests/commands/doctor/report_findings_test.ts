import assert from "node:assert/strict";
import { renderLine } from "../../../src/cli/styled_line.ts";
import type { Finding } from "../../../src/commands/doctor/finding.ts";
import { reportLines } from "../../../src/commands/doctor/report_findings.ts";

const GROUPS: readonly (readonly [string, readonly Finding[]])[] = [
  ["Programs", [
    { check: "opaws", state: "ok", message: "version 0.1.0" },
    { check: "tools", state: "ok", message: "aws is /usr/bin/aws" },
  ]],
  ["Shell", [
    { check: "hook", state: "problem", message: "plain aws does not go", try: "opaws hook" },
    { check: "path", state: "ok", message: "PATH is fine" },
    { check: "shims", state: "ok", message: "shims: aws" },
  ]],
  ["Files", [{ check: "modes", state: "fixed", message: "a file had mode 644" }]],
  ["Services", [{ check: "clock", state: "note", message: "AWS does not answer" }]],
  ["Empty", []],
];

function report(options: Partial<Parameters<typeof reportLines>[1]> = {}): string[] {
  return reportLines(GROUPS, { verbose: false, signs: true, width: Infinity, ...options })
    .map((line) => renderLine(line, null));
}

Deno.test("reportLines() prints a good group in one line, and the good findings of another in one", () => {
  assert.deepEqual(report(), [
    "✓  Programs  version 0.1.0; aws is /usr/bin/aws",
    "✗  Shell",
    "  ✗  hook: plain aws does not go",
    "     try: opaws hook",
    "  ✓  PATH is fine; shims: aws",
    "✓  Files",
    "  ✓  modes: a file had mode 644",
    "!  Services",
    "  !  clock: AWS does not answer",
  ]);
});

Deno.test("reportLines() shortens what is good, and breaks findings between words, but not commands", () => {
  assert.deepEqual(report({ width: 18 }).slice(0, 6), [
    "✓  Programs  vers…",
    "✗  Shell",
    "  ✗  hook: plain",
    "     aws does not",
    "     go",
    "     try: opaws hook",
  ]);
});

Deno.test("reportLines() has words for marks that scripts can search for", () => {
  const lines = report({ signs: false });
  assert.equal(lines[0], "ok       Programs  version 0.1.0; aws is /usr/bin/aws");
  assert.deepEqual(lines.slice(1, 4), [
    "problem  Shell",
    "  problem  hook: plain aws does not go",
    "           try: opaws hook",
  ]);
});

Deno.test("reportLines() prints every finding on a line of its own with --verbose", () => {
  assert.deepEqual(report({ verbose: true }).slice(0, 3), [
    "✓  Programs",
    "  ✓  opaws: version 0.1.0",
    "  ✓  tools: aws is /usr/bin/aws",
  ]);
});
