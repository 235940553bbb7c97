import assert from "node:assert/strict";
import { readPlainInvocation } from "../../src/commands/run.ts";
import { readInvocation } from "../../src/commands/run/invocation.ts";

Deno.test("readPlainInvocation() reads a command without options as readInvocation() does", () => {
  for (
    const args of [
      ["aws"],
      ["aws", "s3", "--profile", "x", "--", "-h"],
      ["--", "aws", "--help"],
      ["--", "-x"],
      ["a b", ""],
      ["--server", "aws"],
      ["--server", "--", "-x", "y"],
      ["--item", "AWS dev", "--", "aws", "--item", "x"],
      ["--item", "x", "--", "-x"],
    ]
  ) {
    const given = Object.entries(readInvocation(args)!).filter(([, value]) => value !== undefined);
    assert.deepEqual(readPlainInvocation(args), Object.fromEntries(given));
  }
});

Deno.test("readPlainInvocation() returns null for options and for no command", () => {
  for (
    const args of [
      [],
      ["--"],
      [""],
      ["--", ""],
      ["--item", "x", "aws"],
      ["--item", "-x", "--", "aws"],
      ["--item", "", "--", "aws"],
      ["--item", "x", "--"],
      ["-h"],
      ["--server"],
      [
        "-",
        "x",
      ],
    ]
  ) {
    assert.equal(readPlainInvocation(args), null, JSON.stringify(args));
  }
});
