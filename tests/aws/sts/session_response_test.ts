import assert from "node:assert/strict";
import { AwsCall } from "../../../src/aws/aws_call.ts";
import { sessionFromResponse } from "../../../src/aws/sts/session_response.ts";
import { errorOf } from "../../error_of.ts";

const NOW = 1_700_000_000_000;
const RESPONSE = {
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  SessionToken: "FwoGZXIvYXdzE+/==",
  Expiration: new Date(NOW + 1000),
};
const call = new AwsCall("sts", "get a session", {
  host: { now: () => NOW },
  endpoint: {
    region: "eu-west-1",
    url: null,
    useGlobalEndpoint: false,
    useFips: false,
    useDualstack: false,
    caBundle: null,
  },
  caBundle: null,
  report: () => {},
});

Deno.test("sessionFromResponse() refuses credentials that fit into no header or environment (69), and quotes none", () => {
  assert.equal(
    sessionFromResponse(call, RESPONSE, NOW).sessionToken.reveal(),
    RESPONSE.SessionToken,
  );
  for (const name of ["AccessKeyId", "SecretAccessKey", "SessionToken"] as const) {
    for (const sign of ["\0", "\n", " ", "é"]) {
      const value = `${RESPONSE[name]}${sign}x`;
      const error = errorOf(() => sessionFromResponse(call, { ...RESPONSE, [name]: value }, NOW));
      assert.equal(error.status, 69);
      assert.match(
        error.message,
        /: the credentials in its response have characters that no credentials have$/,
      );
    }
  }
});
