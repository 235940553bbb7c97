import assert from "node:assert/strict";
import type { ToolPlan } from "../../src/credentials/plan.ts";
import { toolArguments, toolEnvironment } from "../../src/credentials/tool_environment.ts";
import { findTool } from "../../src/tools/table.ts";

function left(tool: string, name: string, addArgument: boolean): ToolPlan {
  return {
    kind: "tool",
    tool: findTool(tool)!,
    profile: { name, source: "option", exists: true },
    searched: [],
    cause: "provider",
    reason: "x",
    left: { unset: ["AWS_ROLE_ARN"], addArgument },
  };
}

function argumentsOf(line: string, name = "p", addArgument = true): string {
  const [tool = "", ...args] = line.split(" ");
  const plan = left(tool, name, addArgument);
  const request = { tool: plan.tool, args, options: {} };
  return toolArguments({ kind: "unchanged", plan }, request)
    .map((each) => typeof each === "string" ? each : args[each]!).join(" ");
}

Deno.test("toolArguments() names a profile that is left to the tool where the tool accepts it", () => {
  const cases: [line: string, wanted: string, name?: string][] = [
    ["aws s3 ls", "--profile p s3 ls"],
    ["aws --profile= s3 ls -- --profile x", "--profile p s3 ls -- --profile x"],
    ["aws s3 ls", "--profile=-p s3 ls", "-p"],
    ["cdk deploy --all", "--profile p deploy --all"],
    ["sam deploy -t x", "deploy -t x --profile p"],
    ["eksctl get cluster", "get cluster --profile p"],
    ["awslogs get g -- -x", "get g --profile p -- -x"],
  ];
  for (const [line, wanted, name] of cases) assert.equal(argumentsOf(line, name), wanted);
  assert.equal(argumentsOf("aws s3 ls", "p", false), "s3 ls");
});

Deno.test("toolEnvironment() names a profile that is left to the tool in AWS_PROFILE, and unsets other credentials", () => {
  const environment = { own: () => undefined, provided: {} };
  const plan = left("aws", "p", true);
  assert.deepEqual(toolEnvironment({ kind: "unchanged", plan }, environment), {
    set: { AWS_PROFILE: "p" },
    unset: ["AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN"],
  });
});
