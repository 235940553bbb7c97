import assert from "node:assert/strict";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { settingVariables } from "../../src/credentials/profile_settings.ts";
import { throwaway } from "../throwaway.ts";

/** Returns the settings of the profile `p` in a config file, as variables. */
function variables(config: string): Record<string, string> {
  using home = throwaway();
  Deno.mkdirSync(`${home.folder}/.aws`);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, config);
  return settingVariables(loadProfiles(home.host, home.folder), "p");
}

Deno.test("settingVariables() returns every setting that SDKs also read from a variable", () => {
  assert.deepEqual(
    variables(
      "[profile p]\nuse_fips_endpoint = true\nretry_mode = adaptive\nmax_attempts = 7\n" +
        "ca_bundle = /x.pem\ns3_use_arn_region = true\noutput = text\nregion = eu-west-1\n",
    ),
    {
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_RETRY_MODE: "adaptive",
      AWS_MAX_ATTEMPTS: "7",
      AWS_CA_BUNDLE: "/x.pem",
      AWS_S3_USE_ARN_REGION: "true",
    },
  );
});

Deno.test("settingVariables() reads the s3 block, whose keys have no s3_ prefix", () => {
  assert.deepEqual(
    variables(
      "[profile p]\ns3 =\n  use_arn_region = true\n  us_east_1_regional_endpoint = legacy\n",
    ),
    { AWS_S3_USE_ARN_REGION: "true", AWS_S3_US_EAST_1_REGIONAL_ENDPOINT: "legacy" },
  );
});

Deno.test("settingVariables() returns the endpoint for all services and those of the services section", () => {
  assert.deepEqual(
    variables(
      "[profile p]\nendpoint_url = http://127.0.0.1:1\nservices = local\n" +
        "[services local]\ns3 =\n  endpoint_url = http://127.0.0.1:2\n" +
        "elastic_beanstalk =\n  endpoint_url = http://127.0.0.1:3\n",
    ),
    {
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2",
      AWS_ENDPOINT_URL_ELASTIC_BEANSTALK: "http://127.0.0.1:3",
    },
  );
});

Deno.test("settingVariables() overrides switches and endpoints of [default]", () => {
  assert.deepEqual(
    variables(
      "[default]\nendpoint_url = http://127.0.0.1:1\nuse_fips_endpoint = true\n[profile p]\n",
    ),
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", AWS_USE_FIPS_ENDPOINT: "false" },
  );
});
