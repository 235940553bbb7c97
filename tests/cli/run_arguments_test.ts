import assert from "node:assert/strict";
import { readInvocation } from "../../src/cli/run_arguments.ts";

Deno.test("readInvocation() reads options, then the command and its own arguments", () => {
  assert.deepEqual(readInvocation(["--item", "AWS dev", "--verbose", "--", "aws", "s3", "ls"]), {
    item: "AWS dev",
    verbose: true,
    command: "aws",
    args: ["s3", "ls"],
    offset: 5,
  });
});

Deno.test("readInvocation() leaves everything after the command alone", () => {
  const words = ["aws", "--item", "x", "--", "--verbose", "", "--profile=p"];
  const invocation = readInvocation(words);
  assert.equal(invocation?.command, "aws");
  assert.deepEqual(invocation?.args, words.slice(1));
  assert.equal(invocation?.offset, 1);
  assert.equal(invocation?.item, undefined);
});

Deno.test("readInvocation() takes a value in the same word, one with = in it too", () => {
  assert.equal(readInvocation(["--profile=a=b", "aws"])?.profile, "a=b");
  assert.equal(readInvocation(["--vault=v", "--", "-x"])?.command, "-x");
});

Deno.test("readInvocation() answers null for what the command line must explain", () => {
  for (
    const words of [
      [],
      ["--"],
      ["--help"],
      ["-h"],
      ["--item"],
      ["--item="],
      ["--item", "a", "--item", "b", "aws"],
      ["--unknown", "aws"],
      [""],
      ["--", ""],
    ]
  ) assert.equal(readInvocation(words), null, JSON.stringify(words));
});
