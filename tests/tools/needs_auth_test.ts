import assert from "node:assert/strict";
import { needsAuth } from "../../src/tools/needs_auth.ts";
import { findTool, parseToolRow, unlistedTool } from "../../src/tools/table.ts";

function words(line: string): string[] {
  return line.split(" ").slice(1);
}

Deno.test("needsAuth() does not mistake the value of an option for a command", () => {
  const options: [tool: string, offline: string, options: string[]][] = [
    ["cdk", "init", ["--app", "-a", "--build", "--context", "-c", "--plugin", "-p", "--output"]],
    ["cdk", "init", ["-o", "--profile", "--role-arn", "-r", "--proxy", "--ca-bundle-path"]],
    ["cdk", "init", ["--unstable"]],
    ["sam", "docs", ["--config-file", "--config-env"]],
    ["eksctl", "version", ["--color", "-C", "--verbose", "-v"]],
    ["pulumi", "version", ["--cwd", "-C", "--color", "--verbose", "-v", "--tracing"]],
    ["pulumi", "version", ["--profiling", "--memprofilerate"]],
  ];
  for (const [tool, offline, names] of options) {
    for (const name of names) {
      assert.equal(needsAuth(findTool(tool)!, [name, offline, "x"]), true, `${tool} ${name}`);
    }
  }
});

Deno.test("needsAuth() applies the user's own row", () => {
  const tool = parseToolRow("x", {
    noAuthCommands: ["info", "db schema"],
    noAuthFlags: ["-V"],
    valueFlags: ["--dir"],
  });
  const cases: [string, boolean][] = [
    ["x info", false],
    ["x db schema y", false],
    ["x --dir y db schema", false],
    ["x db", true],
    ["x db migrate", true],
    ["x db -v schema", true],
    ["x schema", true],
    ["x --dir info run", true],
    ["x --dir y info", false],
    ["x run -V", false],
    ["x run -- -V", true],
    ["x --help", true],
    ["x", true],
  ];
  for (const [line, needs] of cases) assert.equal(needsAuth(tool, words(line)), needs, line);
});

Deno.test("needsAuth() is true for every other command, whatever its arguments", () => {
  for (const args of [[], ["--help"], ["--version"], ["help"]]) {
    assert.equal(needsAuth(unlistedTool("env"), args), true);
  }
});
