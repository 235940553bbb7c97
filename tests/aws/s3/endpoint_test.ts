import assert from "node:assert/strict";
import { serviceEndpoint } from "../../../src/aws/endpoint.ts";
import { errorOf } from "../../error_of.ts";

/** Returns the endpoint of S3 with `--endpoint option`, although a variable and the profile name others. */
function at(option: string) {
  return serviceEndpoint("s3", {
    env: (name) => name === "AWS_ENDPOINT_URL" ? "http://127.0.0.1:1" : undefined,
    profile: new Map([["endpoint_url", "http://127.0.0.1:2"]]),
    services: new Map(),
    region: "eu-west-1",
    allowedHosts: ["s3.example"],
    option,
  });
}

Deno.test("serviceEndpoint() takes --endpoint before all others: AWS's own, loopback or an allowed host", () => {
  const accepted = [
    "https://s3.eu-west-1.amazonaws.com/",
    "https://s3-fips.us-gov-west-1.amazonaws.com/",
    "https://s3.dualstack.eu-west-1.amazonaws.com/",
    "https://s3-fips.dualstack.us-east-1.amazonaws.com/",
    "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/",
    "http://127.0.0.1:9000/",
    "http://localhost:9000/base",
    "https://s3.example/",
  ];
  for (const url of accepted) {
    assert.deepEqual([at(url).url, at(url).region], [url, "eu-west-1"]);
  }
  const refused = [
    "http://s3.example/",
    "http://192.168.0.1:9000/",
    "https://team.s3.eu-west-1.amazonaws.com/",
    "https://s3.eu-west-1.amazonaws.com.evil.example/",
    "https://other.example/",
    "https://vpce-1.evil.s3.us-east-1.vpce.amazonaws.com/",
    "s3.example",
    "",
  ];
  for (const url of refused) {
    const error = errorOf(() => at(url));
    assert.deepEqual([error.exit, error.code], ["refused", "endpoint-refused"], url);
    assert.match(error.message, /--endpoint/);
  }
});
