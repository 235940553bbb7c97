import assert from "node:assert/strict";
import type { SdkResponse } from "../../../src/aws/http_response.ts";
import type { RequestHandler } from "../../../src/aws/request_handler.ts";
import { sendToBucket } from "../../../src/aws/s3/signed_request.ts";
import { sdkConfig } from "../../../src/aws/sdk_config.ts";
import { Secret } from "../../../src/secret.ts";

type Sent = Parameters<RequestHandler["handle"]>[0];

const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
  sessionToken: new Secret("session-token"),
};

/** Sends a request for an object to AWS, which responds with `responses`. Returns what was sent. */
async function send(
  responses: readonly Partial<SdkResponse>[],
  url: string | null = null,
): Promise<{ readonly sent: readonly Sent[]; readonly region: string | null }> {
  const sent: Sent[] = [];
  const handler: RequestHandler = {
    handle(request) {
      const response = responses[sent.length]!;
      sent.push(request);
      const body = new Uint8Array();
      return Promise.resolve({ response: { statusCode: 200, headers: {}, body, ...response } });
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  const standard = { useGlobalEndpoint: false, useFips: false, useDualstack: false };
  const endpoint = { region: "us-east-1", url, ...standard, caBundle: null };
  const sender = { bucket: "team", credentials: CREDENTIALS, region: null as string | null };
  try {
    await sendToBucket(sdkConfig(endpoint, handler, 1), sender, { method: "GET", key: "a/b" });
  } catch {
    // What was sent is what matters here.
  }
  return { sent, region: sender.region };
}

Deno.test("sendToBucket() asks a bucket in another region there, once, and only on AWS's own hosts", async () => {
  for (const statusCode of [301, 307, 400]) {
    const elsewhere = { statusCode, headers: { "x-amz-bucket-region": "eu-central-1" } };
    const { sent, region } = await send([elsewhere, {}]);
    assert.deepEqual(sent.map(({ hostname }) => hostname), [
      "team.s3.us-east-1.amazonaws.com",
      "team.s3.eu-central-1.amazonaws.com",
    ]);
    assert.match(sent[1]!.headers.authorization!, /\/eu-central-1\/s3\/aws4_request/);
    assert.equal(region, "eu-central-1");
    assert.equal((await send([elsewhere, elsewhere, {}])).sent.length, 2);
    assert.equal((await send([elsewhere, {}], "https://s3.example")).sent.length, 1);
  }
  for (const region of ["evil.example/", "us-east-1", "", "a b", "..", "EU-WEST-1"]) {
    const hostile = { statusCode: 301, headers: { "x-amz-bucket-region": region } };
    assert.equal((await send([hostile, {}])).sent.length, 1, region);
  }
});

Deno.test("sendToBucket() signs the session token and the hash of the content", async () => {
  const { sent: [request] } = await send([{}]);
  assert.equal(request!.path, "/a/b");
  assert.equal(request!.headers["x-amz-security-token"], "session-token");
  assert.match(request!.headers["x-amz-content-sha256"]!, /^e3b0c442/);
  const signed = /SignedHeaders=([^,]+)/.exec(request!.headers.authorization!)![1]!.split(";");
  for (const name of ["host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]) {
    assert.ok(signed.includes(name), name);
  }
});
