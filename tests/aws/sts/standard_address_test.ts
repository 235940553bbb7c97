import assert from "node:assert/strict";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { sdkConfig } from "../../../src/aws/sdk_config.ts";
import { standardAddress } from "../../../src/aws/sts/standard_address.ts";

const REGIONS = [
  ...["us-east-1", "us-west-2", "eu-west-1", "eu-south-2", "ap-southeast-7", "ca-west-1"],
  ...["cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1"],
  ...["us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1", "xx-none-9"],
];

/** Returns the address and the signing region that the SDK's client uses; null if it refuses the settings. */
async function fromSdk(config: ReturnType<typeof sdkConfig>): Promise<string | null> {
  let called: string | null = null;
  const requestHandler = {
    handle(request: { protocol: string; hostname: string; path: string }) {
      called = `${request.protocol}//${request.hostname}`;
      return Promise.reject(new Error("not sent"));
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  const client = new STSClient({ ...config, maxAttempts: 1, requestHandler, credentials });
  await client.send(new GetCallerIdentityCommand({})).catch(() => {});
  return called;
}

Deno.test("standardAddress() returns the address that the SDK's client calls, in every partition", async () => {
  let compared = 0;
  for (const region of REGIONS) {
    for (const [useFips, useDualstack, useGlobalEndpoint] of settings(region)) {
      const endpoint = { region, url: null, useGlobalEndpoint, useFips, useDualstack };
      const config = sdkConfig(
        { ...endpoint, caBundle: null },
        // Neither address needs one.
        undefined as unknown as Parameters<typeof sdkConfig>[1],
        1,
      );
      const expected = await fromSdk(config);
      if (expected === null) continue; // the partition has no such endpoint
      assert.equal(standardAddress(config), expected, JSON.stringify(endpoint));
      compared++;
    }
  }
  assert.ok(compared > 50, `${compared}`);
});

/** Returns the combinations that `serviceEndpoint` makes: the global endpoint is that of us-east-1. */
function settings(region: string): [boolean, boolean, boolean][] {
  const regional = [[false, false], [false, true], [true, false], [true, true]] as const;
  const all = regional.map(([fips, dual]): [boolean, boolean, boolean] => [fips, dual, false]);
  return region === "us-east-1" ? [...all, [false, false, true]] : all;
}
