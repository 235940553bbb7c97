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

Deno.test("TOOLS has the ten tools, each once; aws alone keeps its profile", () => {
  const rows = TOOLS.map((tool) => [tool.name, tool.title, tool.profile, ...tool.profileOptions]);
  assert.deepEqual(rows, [
    ["aws", "AWS CLI", "keep"],
    ["cdk", "AWS CDK", "unset", "--profile"],
    ["sam", "AWS SAM CLI", "unset", "--profile"],
    ["eksctl", "eksctl", "unset", "--profile", "-p"],
    ["awslogs", "awslogs", "unset", "--profile"],
    ["terraform", "Terraform", "unset"],
    ["tofu", "OpenTofu", "unset"],
    ["pulumi", "Pulumi", "unset"],
    ["packer", "Packer", "unset"],
    ["copilot", "AWS Copilot", "unset"],
  ]);
});

Deno.test("findTool() finds the user's own rows first", () => {
  assert.equal(findTool("cdk")?.title, "AWS CDK");
  assert.equal(findTool("cdk", { cdk: { title: "mine" } })?.title, "mine");
  assert.equal(findTool("steampipe", { steampipe: {} })?.title, "steampipe");
  for (const name of ["none", "", "toString", "__proto__", "AWS"]) {
    assert.equal(findTool(name), undefined, name);
    assert.equal(findTool(name, { other: {} }), undefined, name);
  }
});

Deno.test("toolNames() has the user's own last, none twice", () => {
  assert.deepEqual(toolNames().length, 10);
  assert.deepEqual(toolNames({ cdk: {}, zz: {} }).slice(-2), ["copilot", "zz"]);
});

Deno.test("parseToolRow() reads a whole row and fills in what is left out", () => {
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
    },
  );
  assert.deepEqual(parseToolRow("x", {}), {
    name: "x",
    title: "x",
    needsAuth: NO_RULE,
    profile: "unset",
    profileOptions: [],
  });
});

Deno.test("parseToolRow() refuses a malformed row (78) and says what is wrong", () => {
  const cases: [name: string, row: unknown, message: RegExp][] = [
    ["x", null, /not an object/],
    ["x", [], /not an object/],
    ["x", "y", /not an object/],
    ["x", { profil: "keep" }, /unknown member "profil"/],
    ["x", { noAuthCommands: "help" }, /noAuthCommands is not a list of texts/],
    ["x", { noAuthFlags: [1] }, /noAuthFlags is not a list of texts/],
    ["x", { valueFlags: {} }, /valueFlags is not a list of texts/],
    ["x", { profileOptions: "-p" }, /profileOptions is not a list of texts/],
    ["x", { title: 1 }, /title is not a text/],
    ["x", { profile: "drop" }, /profile is not/],
    ["a b", {}, /no plain command/],
    ["", {}, /no plain command/],
    ["../x", {}, /no plain command/],
    ["-x", {}, /no plain command/],
    ["x;y", {}, /no plain command/],
    ["aws", {}, /rules for aws/],
    ["x\n", {}, /no plain command/],
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
  });
});
