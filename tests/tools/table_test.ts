import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { findTool, parseToolRow, toolNames, TOOLS, unlistedTool } from "../../src/tools/table.ts";

const NO_RULE = {
  noAuthCommands: [],
  noAuthFlags: [],
  noAuthFirst: [],
  valueFlags: [],
  noAuthAlone: false,
};

Deno.test("TOOLS lists ten tools once each, and only aws keeps its profile", () => {
  const abbreviations = ["--profil", "--profi", "--prof", "--pro", "--pr", "--p"];
  const rows = TOOLS.map((tool) => [tool.name, tool.title, tool.profile, ...tool.profileOptions]);
  assert.deepEqual(rows, [
    ["aws", "AWS CLI", "keep"],
    ["cdk", "AWS CDK", "unset", "--profile"],
    ["sam", "AWS SAM CLI", "unset", "--profile"],
    ["eksctl", "eksctl", "unset", "--profile", "-p"],
    ["awslogs", "awslogs", "unset", "--profile", ...abbreviations],
    ["terraform", "Terraform", "unset"],
    ["tofu", "OpenTofu", "unset"],
    ["pulumi", "Pulumi", "unset"],
    ["packer", "Packer", "unset"],
    ["copilot", "AWS Copilot", "unset"],
  ]);
});

Deno.test("findTool() prefers the user's own rows", () => {
  assert.equal(findTool("cdk")?.title, "AWS CDK");
  assert.equal(findTool("cdk", { cdk: { title: "mine" } })?.title, "mine");
  assert.equal(findTool("steampipe", { steampipe: {} })?.title, "steampipe");
  for (const name of ["none", "", "toString", "__proto__", "AWS"]) {
    assert.equal(findTool(name), undefined, name);
    assert.equal(findTool(name, { other: {} }), undefined, name);
  }
});

Deno.test("toolNames() lists the user's own last, each name once", () => {
  assert.deepEqual(toolNames().length, 10);
  assert.deepEqual(toolNames({ cdk: {}, zz: {} }).slice(-2), ["copilot", "zz"]);
});

Deno.test("parseToolRow() reads a complete row and fills in defaults", () => {
  assert.deepEqual(
    parseToolRow("steampipe", {
      title: "Steampipe",
      noAuthCommands: ["help"],
      noAuthFlags: ["-h"],
      valueFlags: ["--dir"],
      profile: "keep",
      profileOptions: ["--aws-profile"],
    }),
    {
      name: "steampipe",
      title: "Steampipe",
      needsAuth: {
        noAuthCommands: ["help"],
        noAuthFlags: ["-h"],
        noAuthFirst: [],
        valueFlags: ["--dir"],
        noAuthAlone: false,
      },
      profile: "keep",
      profileOptions: ["--aws-profile"],
      profilePosition: null,
      namingCommands: {},
    },
  );
  assert.deepEqual(parseToolRow("x", {}), {
    name: "x",
    title: "x",
    needsAuth: NO_RULE,
    profile: "unset",
    profileOptions: [],
    profilePosition: null,
    namingCommands: {},
  });
});

Deno.test("parseToolRow() refuses a malformed row (78) and says what is wrong", () => {
  const cases: [name: string, row: unknown, message: RegExp][] = [
    ["x", null, /not an object/],
    ["x", [], /not an object/],
    ["x", "y", /not an object/],
    ["x", { profil: "keep" }, /unknown member "profil"/],
    ["x", { noAuthCommands: "help" }, /noAuthCommands is not a list of strings/],
    ["x", { noAuthFlags: [1] }, /noAuthFlags is not a list of strings/],
    ["x", { valueFlags: {} }, /valueFlags is not a list of strings/],
    ["x", { profileOptions: "-p" }, /profileOptions is not a list of strings/],
    ["x", { title: 1 }, /title is not a string/],
    ["x", { profile: "drop" }, /profile is not/],
    ["a b", {}, /not a plain command/],
    ["", {}, /not a plain command/],
    ["../x", {}, /not a plain command/],
    ["-x", {}, /not a plain command/],
    ["x;y", {}, /not a plain command/],
    ["aws", {}, /rules for aws/],
    ["x\n", {}, /not a plain command/],
  ];
  for (const [name, row, message] of cases) {
    assert.throws(
      () => parseToolRow(name, row),
      (error) => error instanceof UserError && error.status === 78 && message.test(error.message),
      JSON.stringify([name, row]),
    );
  }
});

Deno.test("unlistedTool() always needs credentials", () => {
  assert.deepEqual(unlistedTool("env"), {
    name: "env",
    title: "env",
    needsAuth: NO_RULE,
    profile: "unset",
    profileOptions: [],
    profilePosition: null,
    namingCommands: {},
  });
});
