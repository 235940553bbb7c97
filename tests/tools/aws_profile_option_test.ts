import assert from "node:assert/strict";
import { takeAwsProfileOption } from "../../src/tools/profile_option.ts";
import { UserError } from "../../src/errors.ts";
import { conformanceJson, ignoreWithoutData } from "../conformance.ts";

function take(args: readonly string[]): { args: string[]; profile: string | undefined } {
  const { rest, profile } = takeAwsProfileOption(args);
  return { args: rest.map((at) => args[at]!), profile };
}

interface FlagCase {
  readonly args: string[];
  readonly expectedArgs: string[];
  readonly expectedFlagValue: string | null;
  readonly expectedError: string | null;
}

Deno.test({
  name: "takeAwsProfileOption() removes what 1Password's plugin removes",
  ignore: ignoreWithoutData("1password-shell-plugin-aws/profile-flag.json"),
  fn: () => {
    const cases: FlagCase[] = conformanceJson("1password-shell-plugin-aws/profile-flag.json");
    assert(cases.length >= 8);
    for (const { args, expectedArgs, expectedFlagValue, expectedError } of cases) {
      // The plugin refuses an empty value, which aws takes for none. opaws agrees with the aws that it launches.
      if (expectedError !== null && !args.includes("--profile=")) {
        assert.throws(() => take(args), UserError, args.join(" "));
      } else {
        const wanted = { args: expectedArgs, profile: expectedFlagValue || undefined };
        assert.deepEqual(take(args), wanted, args.join(" "));
      }
    }
  },
});

Deno.test("takeAwsProfileOption() removes every --profile before --, and the last one wins", () => {
  const cases: [args: string[], rest: string[], profile?: string][] = [
    [[], []],
    [["s3", "ls"], ["s3", "ls"]],
    [["--profile", "a", "s3", "ls", "--profile=b"], ["s3", "ls"], "b"],
    [["--prof", "a", "--pr=b", "s3"], ["s3"], "b"],
    [["s3", "", "--profile", "a b", "x y", ""], ["s3", "", "x y", ""], "a b"],
    [["--profile", "-", "s3"], ["s3"], "-"],
    [["--profile", "-1", "s3"], ["s3"], "-1"],
    [["--profile=-x", "s3"], ["s3"], "-x"],
    [["--profile=--", "s3"], ["s3"], "--"],
    [["s3", "--", "--profile", "a"], ["s3", "--", "--profile", "a"]],
    [["s3", "--profiles", "a"], ["s3", "--profiles", "a"]],
    [["ec2", "--query", "--profile", "a"], ["ec2", "--query"], "a"],
  ];
  for (const [args, rest, profile] of cases) {
    assert.deepEqual(take(args), { args: rest, profile }, args.join(" "));
  }
});

// `aws --profile "" --profile x` uses x; `aws --profile x --profile ""` uses none.
Deno.test("takeAwsProfileOption() names no profile if the last --profile is empty", () => {
  const cases: [args: string[], kept: string[]][] = [
    [["--profile", "", "s3", "ls"], ["s3", "ls"]],
    [["s3", "ls", "--profile="], ["s3", "ls"]],
    [["--profile", "a", "s3", "--profile="], ["s3"]],
    [["--profile=a", "--pr", "", "s3"], ["s3"]],
  ];
  for (const [args, kept] of cases) {
    assert.deepEqual(take(args), { args: kept, profile: undefined }, args.join(" "));
  }
});

Deno.test("takeAwsProfileOption() refuses --profile without a value (64)", () => {
  const cases = [
    ["--profile"],
    ["s3", "--profile", "--region", "a"],
    ["--profile", "--", "a"],
    ["--profile", "-x"],
    ["--prof"],
    ["--profile", "a", "--profile"],
  ];
  for (const args of cases) {
    assert.throws(
      () => takeAwsProfileOption(args),
      (error) => error instanceof UserError && error.status === 64,
      args.join(" "),
    );
  }
});
