import assert from "node:assert/strict";
import { listenForCallback } from "../../../src/aws/sso/loopback.ts";
import { Secret } from "../../../src/secret.ts";
import { explainSignInError } from "../../../src/aws/sso/sso_errors.ts";
import { UserError } from "../../../src/errors.ts";
import { errorOf } from "../../error_of.ts";
import { CORP } from "./fixtures.ts";

const STATE = new Secret("the-state");
const LONG = 600_000;

/** Sends `request` to the port of `uri` as it is, and returns the response. */
async function send(uri: string, request: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(uri).port) });
  await connection.write(new TextEncoder().encode(request));
  return await new Response(connection.readable).text();
}

function get(target: string, host: string, method = "GET"): string {
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
}

Deno.test("only the request with the right path, state, host and method ends the wait", async () => {
  const loopback = listenForCallback(STATE, LONG);
  const { redirectUri } = loopback;
  assert.match(redirectUri, /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
  const { host } = new URL(redirectUri);
  const right = "/oauth/callback?code=abc&state=the-state";
  const wrong = [
    get("/", host),
    get("/favicon.ico", host),
    get("/oauth/callback/?code=abc&state=the-state", host),
    get("/oauth/callback?code=abc&state=other", host),
    get("/oauth/callback?code=abc", host),
    get("/oauth/callback?state=the-state", host),
    get("/oauth/callback?error=access_denied&state=other", host),
    get(right, "localhost"),
    get(right, "attacker.example"),
    get(right, host, "POST"),
    get(right, host, "OPTIONS"),
  ];
  for (const request of wrong) {
    const response = await send(redirectUri, request);
    assert.match(response, /^HTTP\/1\.1 404/, request);
    assert(!response.includes("attacker") && !response.includes("abc"), "nothing is repeated");
  }
  const page = await send(redirectUri, get(right, host));
  assert.match(page, /^HTTP\/1\.1 200/);
  assert.match(page, /content-security-policy: default-src 'none'/i);
  assert.match(page, /go back to the terminal/);
  const callback = await loopback.callback;
  assert(callback?.kind === "code");
  assert.equal(callback.code.reveal(), "abc");
  await loopback.close();
  await assert.rejects(() => send(redirectUri, get(right, host)), "it listens no more");
});

Deno.test("a refusal with the right state ends the wait, and so does the end of the time", async () => {
  const refused = listenForCallback(STATE, LONG);
  const { host } = new URL(refused.redirectUri);
  const query = "error=access_denied&error_description=no&state=the-state";
  const page = await send(refused.redirectUri, get(`/oauth/callback?${query}`, host));
  assert.match(page, /Nothing was signed in/);
  assert.deepEqual(await refused.callback, {
    kind: "refused",
    error: "access_denied",
    description: "no",
  });
  await refused.close();
  const late = listenForCallback(STATE, 1);
  assert.equal(await late.callback, null);
  await late.close();
});

Deno.test("a machine that lets nothing listen is an error", () => {
  const serve = () => {
    throw new Deno.errors.AddrInUse("address in use");
  };
  const error = errorOf(() =>
    listenForCallback(STATE, LONG, serve as unknown as typeof Deno.serve)
  );
  assert.deepEqual([error.exit, error.code], ["unavailable", "no-loopback"]);
  const explained = explainSignInError(error, CORP);
  assert(explained instanceof UserError);
  assert.equal(explained.message, error.message);
  assert.equal(explained.try, "opaws sso login corp --device");
});
