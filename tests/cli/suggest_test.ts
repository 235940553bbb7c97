import assert from "node:assert/strict";
import { isSecret, mayHoldSecret, nearest } from "../../src/cli/suggest.ts";

Deno.test("nearest() returns the name that starts so, else the one with the fewest edits", () => {
  const known = ["which", "status", "item", "init", "completion", "complete-all"];
  assert.equal(nearest("wich", known), "which");
  assert.equal(nearest("whihc", known), "which");
  assert.equal(nearest("WHICH", known), "which");
  assert.equal(nearest("stat", known), "status");
  assert.equal(nearest("itm", known), "item");
  assert.equal(nearest("zzz", known), null);
  assert.equal(nearest("", known), null);
  assert.equal(nearest("--titel", ["--title", "--json"]), "--title");
  assert.equal(nearest("--", ["--title", "--json"]), null);
});

Deno.test("mayHoldSecret() lets through what commands are usually made of", () => {
  for (
    const args of [
      ["s3", "ls"],
      ["s3", "cp", "a.txt", "s3://bucket-2024/dir/a.txt", "--recursive"],
      ["ec2", "describe-instances", "--output=json", "--query", "Reservations[].Instances[]"],
      ["sts", "assume-role", "--role-arn", "arn:aws:iam::123456789012:role/ci"],
      ["ec2", "stop-instances", "--instance-ids", "i-0123456789abcdef0"],
      ["plan", "-out", "x"],
    ]
  ) assert.ok(!mayHoldSecret(args), args.join(" "));
});

Deno.test("mayHoldSecret() stops at anything that could be a secret", () => {
  for (
    const arg of [
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "--password",
      "--master-user-password=x",
      "-var=db_passwd=hunter2",
      "--secret-string",
      "--token-code",
      "AKIAIOSFODNN7EXAMPLE",
      "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "Tr0ub4dor",
      "correct horse battery",
      'it"s',
      "$(x)",
      "a\nb",
      "é",
      "x".repeat(61),
      "",
    ]
  ) assert.ok(mayHoldSecret(["s3", arg]), arg);
});

Deno.test("isSecret() recognizes keys, pairs, tokens and assignments, and no title, id, ARN or path", () => {
  for (
    const arg of [
      "KEY=AKIAIOSFODNN7EXAMPLE",
      "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "ASIAIOSFODNN7EXAMPLE,x",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK3Y",
      "AWS_SECRET_ACCESS_KEY=anything at all",
      "password=hunter2222",
      "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ",
      `opaws_${"0".repeat(49)}`,
    ]
  ) assert.ok(isSecret(arg), arg);
  for (
    const arg of [
      "AWS dev",
      "KEY",
      "AKIAIOSFODNN7EXAMPLE",
      "Secret: prod",
      "token",
      "11111111-2222-4333-8444-555555555555",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "arn:aws:iam::123456789012:role/AnEngineersRoleWhoseNameIs40Letters1",
      "/Users/Anna/Projects/Customers/Acme2024",
      "AWS_PROFILE=dev",
      "eu-central-1",
    ]
  ) assert.ok(!isSecret(arg), arg);
});
