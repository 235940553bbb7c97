import assert from "node:assert/strict";
import { errorOf } from "../error_of.ts";
import { asksForCredentials } from "../../src/credentials/request.ts";
import { readInvocation } from "../../src/commands/run_arguments.ts";

Deno.test("readInvocation() reads options, then the command and its own arguments", () => {
  assert.deepEqual(readInvocation(["--item", "AWS dev", "--verbose", "--", "aws", "s3", "ls"]), {
    item: "AWS dev",
    verbose: true,
    noSession: false,
    fresh: false,
    webIdentity: false,
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

Deno.test("readInvocation() reads how the session is to be", () => {
  const words = ["--duration", "1h30m", "--session-name=me", "--no-session", "aws"];
  const { durationSeconds, sessionName, noSession } = readInvocation(words)!;
  assert.deepEqual([durationSeconds, sessionName, noSession], [5400, "me", true]);
  const cases: [string, number][] = [["900", 900], ["15m", 900], ["36h", 129_600], ["3600s", 3600]];
  for (const [time, seconds] of cases) {
    assert.equal(readInvocation([`--duration=${time}`, "aws"])?.durationSeconds, seconds, time);
  }
  for (const time of ["899", "14m", "37h", "1d", "-1h", "1.5h", "1h30", "h", "soon"]) {
    const fault = errorOf(() => readInvocation(["--duration", time, "aws"]));
    assert.equal(fault.status, 64, time);
  }
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
      ["--unknown=x", "aws"],
      ["--toString", "x", "aws"],
      ["--", "", "aws"],
      ["--item", "", "aws"],
      ["-=x", "aws"],
      [""],
      ["--", ""],
    ]
  ) assert.equal(readInvocation(words), null, JSON.stringify(words));
});

Deno.test("readInvocation() reads a role by web identity", () => {
  const words = ["--role=arn:aws:iam::123456789012:role/x", "--web-identity", "aws"];
  const { role, webIdentity } = readInvocation(words)!;
  assert.deepEqual([role, webIdentity], ["arn:aws:iam::123456789012:role/x", true]);
  assert.equal(readInvocation(["--role", "a", "--role", "b", "aws"]), null);
  assert.equal(readInvocation(["aws", "--web-identity"])!.webIdentity, false);
});

// https://github.com/aws/aws-sam-cli/issues/210: sam local passes credentials on to the functions that it runs.
Deno.test("asksForCredentials() is true of an item, a profile and a session that the user names", () => {
  const names = (...words: string[]) => asksForCredentials(readInvocation([...words, "sam"])!);
  for (
    const words of [
      ["--item", "a"],
      ["--profile=a"],
      ["--duration", "1h"],
      ["--session-name", "me"],
      ["--no-session"],
      ["--fresh"],
      ["--web-identity"],
    ]
  ) {
    assert.equal(names(...words), true, words.join(" "));
  }
  assert.equal(names(), false);
  assert.equal(names("--vault", "personal", "--verbose"), false);
});
