import assert from "node:assert/strict";
import { consolePage, isServiceName, signInAddress } from "../../../src/aws/console/addresses.ts";
import { consoleHosts, partitionOf } from "../../../src/aws/console/partitions.ts";

Deno.test("consolePage() returns the page of a service in a region", () => {
  const host = "console.aws.amazon.com";
  assert.equal(
    consolePage(host, "s3", "eu-west-1"),
    "https://console.aws.amazon.com/s3/home?region=eu-west-1",
  );
  assert.equal(consolePage(host, null, null), "https://console.aws.amazon.com/console/home");
  assert.match(consolePage(host, "ddb", "a&b=c"), /dynamodbv2\/home\?region=a%26b%3Dc$/);
  assert.match(consolePage(host, "toString".toLowerCase(), null), /\/tostring\/home$/);
});

Deno.test("isServiceName() refuses what could leave the path", () => {
  assert.ok(isServiceName("s3") && isServiceName("secretsmanager"));
  for (const text of ["", "S3", "../x", "a/b", "a?b", "a.b", "-a", "1a"]) {
    assert.equal(isServiceName(text), false, text);
  }
});

Deno.test("signInAddress() escapes the token and the destination", () => {
  const url = new URL(
    signInAddress("https://signin.aws.amazon.com/federation", "a+/=&", "https://x/?y=z"),
  );
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    Action: "login",
    Issuer: "opaws",
    Destination: "https://x/?y=z",
    SigninToken: "a+/=&",
  });
});

Deno.test("partitionOf() reads the ARN, or else the region", () => {
  assert.equal(partitionOf("arn:aws-us-gov:iam::1:role/x", "eu-west-1"), "aws-us-gov");
  const regions = [
    "cn-north-1",
    "us-gov-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eusc-de-east-1",
  ];
  assert.deepEqual(
    regions.map((region) => partitionOf(null, region)),
    ["aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"],
  );
  assert.deepEqual([partitionOf(null, "eu-west-1"), partitionOf(null, null)], ["aws", "aws"]);
});

Deno.test("consoleHosts() knows a host of the same domain for the sign-in and the console", () => {
  for (const partition of ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b"]) {
    const hosts = consoleHosts(partition)!;
    const domain = hosts.console.replace(/^console\./, "");
    assert.ok(hosts.signIn.endsWith(`signin.${domain}`), partition);
  }
  assert.equal(consoleHosts("aws-moon"), null);
  assert.equal(consoleHosts("toString"), null);
});
