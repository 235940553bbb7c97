import assert from "node:assert/strict";
import { awsNeedsAuth } from "../../src/tools/aws_needs_auth.ts";

function each(needs: boolean, lines: readonly string[]): void {
  for (const line of lines) {
    assert.equal(awsNeedsAuth(line === "" ? [] : line.split(" ")), needs, `aws ${line}`);
  }
}

Deno.test("awsNeedsAuth() is true for commands that sign requests", () => {
  each(true, [
    "s3 ls",
    "sts get-caller-identity",
    "--profile x s3 ls",
    "--prof x s3 ls",
    "--region=help s3 ls",
    "--region help s3 ls",
    "s3 cp help s3://b",
    "s3 cp s3://b help",
    "iam create-user --user-name help",
    "iam create-user --name help",
    "ec2 describe-instances --query help",
    "--query configure ec2 describe-instances",
    "ec2 wait instance-running",
    "ec2 wait instance-running --instance-ids i-1",
    "configure export-credentials",
    "configure export-credentials --format env",
    "--debug configure --debug export-credentials",
    "configservice list",
    "helper x",
    "s3 sync . s3://help",
    "iam create-user --user-name --version-x",
    "s3api get-object --key -- --version",
    "ssm send-command --parameters --generate-cli-skeletons",
    "--cli-auto-prompt",
    "s3 ls --no-paginate",
    "-- s3 ls",
    "--cli-error-format help s3 ls",
    "s3 ls --generate",
  ]);
});

Deno.test("awsNeedsAuth() is false for help, settings, sign-in and unsigned requests", () => {
  each(false, [
    "",
    "help",
    "--profile x help",
    "s3 help",
    "s3 cp help",
    "--region us-east-1 s3 cp help",
    "s3 cp help --region us-east-1",
    "ec2 wait help",
    "ec2 wait instance-running help",
    "--version",
    "s3 ls --version",
    "--vers",
    "--query --version",
    "s3 ls --query --version",
    "s3 -- help",
    "ec2 generate x help",
    "sso export-credentials",
    "s3 ls --no-sign-request",
    "s3 ls --no-sign",
    "configure",
    "configure sso",
    "configure set region us-east-1",
    "--profile x configure",
    "configure export-credentials help",
    "sso login",
    "--profile x sso login --sso-session y",
    "login",
    "logout",
    "history list",
    "history show",
    "--cli-error-format json sso login",
    "--v2-debug s3 ls help",
    "ec2 run-instances --generate-cli-skeleton",
    "ec2 run-instances --generate-cli-skeleton output",
    "ec2 run-instances --generate-cli-skeleton=input",
    "--profile x",
    "--debug",
  ]);
});

Deno.test("awsNeedsAuth() handles empty arguments and arguments with spaces", () => {
  assert.equal(awsNeedsAuth(["s3", "ls", ""]), true);
  assert.equal(awsNeedsAuth(["iam", "create-user", "--user-name", "--version x"]), true);
  assert.equal(awsNeedsAuth(["--region", "", "help"]), false);
});
