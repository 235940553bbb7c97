import assert from "node:assert/strict";
import { needsAuth } from "../../src/tools/needs_auth.ts";
import { findTool, parseToolRow, unlistedTool } from "../../src/tools/table.ts";

function words(line: string): string[] {
  return line.split(" ").slice(1);
}

Deno.test("needsAuth() is true for commands that call AWS", () => {
  const lines = [
    "aws s3 ls",
    "cdk deploy",
    "cdk --app init deploy",
    "cdk -a docs synth",
    "cdk deploy init",
    "cdk --profile init deploy",
    "eksctl set labels --version",
    "sam deploy",
    "sam --config-env local deploy",
    "sam deploy --stack-name local",
    "sam build",
    "sam -- local",
    "eksctl get cluster",
    "eksctl -v 4 get cluster",
    "awslogs get group",
    "terraform plan",
    "terraform apply -- -help",
    "terraform -chdir=validate plan",
    "tofu plan",
    "tofu init",
    "pulumi up",
    "pulumi -C version up",
    "packer build x",
    "copilot svc deploy",
  ];
  for (const line of lines) {
    assert.equal(needsAuth(findTool(line.split(" ")[0]!)!, words(line)), true, line);
  }
});

Deno.test("needsAuth() is false for help, versions and offline commands", () => {
  const lines = [
    "aws help",
    "aws --version",
    "cdk",
    "terraform",
    "eksctl --version",
    "packer help build",
    "cdk init app",
    "cdk --app x init",
    "cdk docs",
    "cdk doctor",
    "cdk completion",
    "cdk --version",
    "cdk deploy --help",
    "sam init",
    "sam docs",
    "sam local invoke",
    "sam --debug local invoke",
    "sam validate",
    "sam --info",
    "sam --version",
    "eksctl version",
    "eksctl completion bash",
    "awslogs --version",
    "terraform version",
    "terraform -version",
    "terraform fmt -check",
    "terraform validate",
    "terraform plan -help",
    "terraform -chdir=x validate",
    "tofu validate",
    "pulumi version",
    "packer fmt .",
    "copilot --help",
  ];
  for (const line of lines) {
    assert.equal(needsAuth(findTool(line.split(" ")[0]!)!, words(line)), false, line);
  }
});

Deno.test("needsAuth() does not mistake the value of an option for a command", () => {
  const options: [tool: string, offline: string, options: string[]][] = [
    ["cdk", "init", ["--app", "-a", "--build", "--context", "-c", "--plugin", "-p", "--output"]],
    ["cdk", "init", ["-o", "--profile", "--role-arn", "-r", "--proxy", "--ca-bundle-path"]],
    ["cdk", "init", ["--unstable"]],
    ["sam", "local", ["--config-file", "--config-env"]],
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

Deno.test("needsAuth() is false for the offline commands of every tool, with or without an argument", () => {
  const offline: [tool: string, words: string[]][] = [
    ["cdk", ["init", "docs", "doctor", "completion", "version", "help"]],
    ["sam", ["init", "docs", "local", "validate", "version", "help", "--info", "--version"]],
    ["eksctl", ["version", "completion", "help", "info", "--version"]],
    ["awslogs", ["version", "help", "--version"]],
    ["terraform", ["version", "fmt", "validate", "help", "--version", "-version", "-v", "-help"]],
    ["pulumi", ["version", "help", "gen-completion", "--version"]],
    ["copilot", ["version", "help", "completion", "docs", "--version", "-v"]],
  ];
  for (const [tool, words] of offline) {
    for (const word of [...words, "--help", "-h"]) {
      assert.equal(needsAuth(findTool(tool)!, [word, "x"]), false, `${tool} ${word}`);
    }
  }
});

Deno.test("needsAuth() applies the user's own row", () => {
  const tool = parseToolRow("x", {
    noAuthCommands: ["info"],
    noAuthFlags: ["-V"],
    valueFlags: ["--dir"],
  });
  const cases: [string, boolean][] = [
    ["x info", false],
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
