import assert from "node:assert/strict";
import { AwsCall } from "../../../src/aws/aws_call.ts";
import { sessionFromResponse } from "../../../src/aws/sts/session_response.ts";
import { errorOf } from "../../error_of.ts";

const NOW = 1_700_000_000_000;
const ANSWER = {
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  SessionToken: "FwoGZXIvYXdzE+/==",
  Expiration: new Date(NOW + 1000),
};
const call = new AwsCall("sts", "make a session", {
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

Deno.test("answeredSession() refuses what fits into no header or no environment (69), and quotes nothing", () => {
  assert.equal(sessionFromResponse(call, ANSWER, NOW).sessionToken.reveal(), ANSWER.SessionToken);
  for (const name of ["AccessKeyId", "SecretAccessKey", "SessionToken"] as const) {
    for (const sign of ["\0", "\n", " ", "é"]) {
      const value = `${ANSWER[name]}${sign}x`;
      const fault = errorOf(() => sessionFromResponse(call, { ...ANSWER, [name]: value }, NOW));
      assert.equal(fault.status, 69);
      assert.match(fault.message, /: its credentials hold signs that no credentials have$/);
    }
  }
});
