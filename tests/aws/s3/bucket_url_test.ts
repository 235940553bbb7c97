import assert from "node:assert/strict";
import { bucketUrl } from "../../../src/aws/s3/bucket_url.ts";

Deno.test("bucketUrl() is part of AWS's host, and part of the path elsewhere and for names with dots", () => {
  const plain = { useFipsEndpoint: false, useDualstackEndpoint: false };
  const cases = [
    ["team", { region: "eu-west-1", ...plain }, "https://team.s3.eu-west-1.amazonaws.com"],
    ["team", { region: "cn-north-1", ...plain }, "https://team.s3.cn-north-1.amazonaws.com.cn"],
    ["a.team", { region: "us-east-1", ...plain }, "https://s3.us-east-1.amazonaws.com/a.team"],
    [
      "team",
      { region: "us-gov-west-1", useFipsEndpoint: true, useDualstackEndpoint: true },
      "https://team.s3-fips.dualstack.us-gov-west-1.amazonaws.com",
    ],
    [
      "team",
      { region: "x", endpoint: "http://127.0.0.1:9000/", ...plain },
      "http://127.0.0.1:9000/team",
    ],
    [
      "team",
      { region: "x", endpoint: "https://s3.example/base", ...plain },
      "https://s3.example/base/team",
    ],
  ] as const;
  for (const [bucket, config, url] of cases) assert.equal(bucketUrl(bucket, config), url);
});
