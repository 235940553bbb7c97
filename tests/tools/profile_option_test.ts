import assert from "node:assert/strict";
import { takeProfileOption } from "../../src/tools/profile_option.ts";

function take(options: string[], args: string[]): [rest: string[], profile: string | undefined] {
  const { rest, profile } = takeProfileOption(options, args);
  return [rest.map((at) => args[at]!), profile];
}

// https://github.com/1Password/shell-plugins/issues/558
Deno.test("takeProfileOption() removes every --profile before --, and the last one wins", () => {
  const cases: [args: string[], rest: string[], profile?: string][] = [
    [[], []],
    [["deploy", "--all"], ["deploy", "--all"]],
    [["--profile", "lab", "deploy"], ["deploy"], "lab"],
    [["deploy", "", "--profile=a b", ""], ["deploy", "", ""], "a b"],
    [["--profile", "a", "--profile=b", "diff"], ["diff"], "b"],
    [["deploy", "--", "--profile", "a"], ["deploy", "--", "--profile", "a"]],
    [["deploy", "--profile", "--", "a"], ["deploy", "--profile", "--", "a"]],
    [["--profiles", "a", "--prof", "b", "-p", "c"], ["--profiles", "a", "--prof", "b", "-p", "c"]],
  ];
  for (const [args, rest, profile] of cases) {
    assert.deepEqual(take(["--profile"], args), [rest, profile], args.join(" "));
  }
});

Deno.test("takeProfileOption() recognizes every form of a short option, and only the given options", () => {
  const both = ["--profile", "-p"];
  for (const args of [["-p", "lab"], ["-plab"], ["-p=lab"]]) {
    assert.deepEqual(take(both, ["get", ...args, "cluster"]), [["get", "cluster"], "lab"]);
    assert.deepEqual(take([], ["get", ...args]), [["get", ...args], undefined]);
  }
});

Deno.test("takeProfileOption() leaves an option without a value to the tool", () => {
  for (const args of [["--profile"], ["--profile="], ["--profile", ""], ["--profile", "-v"]]) {
    assert.deepEqual(take(["--profile"], ["deploy", ...args]), [["deploy", ...args], undefined]);
  }
});
