import assert from "node:assert/strict";
import { errorOf } from "../../error_of.ts";
import { asksForCredentials } from "../../../src/credentials/request.ts";
import { readInvocation } from "../../../src/commands/run/invocation.ts";

Deno.test("readInvocation() reads options, then the command and its own arguments", () => {
  assert.deepEqual(readInvocation(["--item", "AWS dev", "--verbose", "--", "aws", "s3", "ls"]), {
    item: "AWS dev",
    vault: undefined,
    profile: undefined,
    durationSeconds: undefined,
    served: false,
    sessionName: undefined,
    noSession: false,
    fresh: false,
    role: undefined,
    externalId: undefined,
    sso: undefined,
    webIdentity: false,
    verbose: true,
    command: "aws",
    args: ["s3", "ls"],
    offset: 5,
  });
});

Deno.test("readInvocation() leaves everything after the command alone", () => {
  const args = ["aws", "--item", "x", "--", "--verbose", "", "--profile=p"];
  const invocation = readInvocation(args);
  assert.equal(invocation?.command, "aws");
  assert.deepEqual(invocation?.args, args.slice(1));
  assert.equal(invocation?.offset, 1);
  assert.equal(invocation?.item, undefined);
});

Deno.test("readInvocation() reads a value after =, even one with = in it", () => {
  assert.equal(readInvocation(["--profile=a=b", "aws"])?.profile, "a=b");
  assert.equal(readInvocation(["--vault=v", "--", "-x"])?.command, "-x");
});

Deno.test("readInvocation() reads the options of the session", () => {
  const args = ["--duration", "1h30m", "--session-name=me", "--no-session", "aws"];
  const { durationSeconds, sessionName, noSession } = readInvocation(args)!;
  assert.deepEqual([durationSeconds, sessionName, noSession], [5400, "me", true]);
  const cases: [string, number][] = [["900", 900], ["15m", 900], ["36h", 129_600], ["3600s", 3600]];
  for (const [time, seconds] of cases) {
    assert.equal(readInvocation([`--duration=${time}`, "aws"])?.durationSeconds, seconds, time);
  }
  for (const time of ["899", "14m", "37h", "1d", "-1h", "1.5h", "1h30", "h", "soon"]) {
    const error = errorOf(() => readInvocation([`--duration=${time}`, "aws"]));
    assert.equal(error.status, 64, time);
  }
});

Deno.test("readInvocation() returns null for what the command line has to explain", () => {
  for (
    const args of [
      [],
      ["--"],
      ["--help"],
      ["-h"],
      ["--item"],
      ["--item="],
      ["--item", "--verbose", "aws"],
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
  ) assert.equal(readInvocation(args), null, JSON.stringify(args));
});

Deno.test("readInvocation() reads a role by web identity", () => {
  const args = ["--role=arn:aws:iam::123456789012:role/x", "--web-identity", "aws"];
  const { role, webIdentity } = readInvocation(args)!;
  assert.deepEqual([role, webIdentity], ["arn:aws:iam::123456789012:role/x", true]);
  assert.equal(readInvocation(["--role", "a", "--role", "b", "aws"]), null);
  assert.equal(readInvocation(["aws", "--web-identity"])!.webIdentity, false);
});

Deno.test("readInvocation() refuses a role that is no ARN, and an external id without a role", () => {
  const role = "arn:aws-us-gov:iam::123456789012:role/path/x";
  const { externalId } = readInvocation(["--role", role, "--external-id", "a:b", "aws"])!;
  assert.equal(externalId, "a:b");
  const causes = [
    ["--role", "admin"],
    ["--role", "arn:aws:iam::123456789012:user/x"],
    ["--external-id", "ab"],
    ["--role", role, "--external-id", "a"],
    ["--role", role, "--external-id", "ab", "--web-identity"],
  ].map((options) => errorOf(() => readInvocation([...options, "aws"])).message);
  assert.deepEqual(causes, [
    'cannot use --role: "admin" is not the ARN of a role',
    'cannot use --role: "arn:aws:iam::123456789012:user/x" is not the ARN of a role',
    "cannot use --external-id: it belongs to --role",
    "cannot use --external-id: an external id has 2 to 1224 letters, digits and characters of +=,.@:/-_",
    "cannot use --external-id: web identity has none",
  ]);
});

// https://github.com/aws/aws-sam-cli/issues/210: sam local passes credentials on to the functions that it runs.
Deno.test("asksForCredentials() is true of an item, a profile and a session that the user names", () => {
  const names = (...args: string[]) => asksForCredentials(readInvocation([...args, "sam"])!);
  for (
    const args of [
      ["--item", "a"],
      ["--profile=a"],
      ["--duration", "1h"],
      ["--session-name", "me"],
      ["--no-session"],
      ["--fresh"],
      ["--web-identity"],
    ]
  ) {
    assert.equal(names(...args), true, args.join(" "));
  }
  assert.equal(names(), false);
  assert.equal(names("--vault", "personal", "--verbose"), false);
});

Deno.test("readInvocation() reads --role as the name of a role of IAM Identity Center with --sso", () => {
  const named = ["--sso", "corp", "--account", "111122223333", "--role", "Dev"];
  const read = readInvocation([...named, "--", "aws"]);
  assert.deepEqual(read?.sso, { session: "corp", account: "111122223333", role: "Dev" });
  assert.equal(read?.role, undefined);
  const wrong = [
    ["--sso", "corp"],
    ["--sso", "corp", "--account", "111122223333"],
    ["--sso", "corp", "--role", "Dev"],
    ["--account", "111122223333", "--role", "arn:aws:iam::111122223333:role/Dev"],
    [...named, "--item", "x"],
    [...named, "--web-identity"],
    [...named, "--external-id", "x1"],
    ["--sso", "corp", "--account", "1", "--role", "Dev"],
    ["--sso", "corp", "--account", "111122223333", "--role", "a b"],
  ];
  for (const args of wrong) {
    assert.equal(errorOf(() => readInvocation([...args, "--", "aws"])).exit, "usage", `${args}`);
  }
});
