import assert from "node:assert/strict";
import { refusal } from "../../src/server/check_request.ts";
import { parseRequest } from "../../src/server/parse_request.ts";

const EXPECTED = { token: "secret", port: 4000 };
const GOOD = ["GET /credentials HTTP/1.1", "Host: 127.0.0.1:4000", "Authorization: secret"];

function status(...lines: readonly string[]): number | null {
  const request = parseRequest(lines.join("\r\n"));
  assert.ok(request !== null, lines.join());
  return refusal(request, EXPECTED)?.status ?? null;
}

Deno.test("refusal() is null for a request with the token to loopback", () => {
  assert.equal(status(...GOOD), null);
  assert.equal(
    status(GOOD[0]!, "HOST: LocalHost:4000", "authorization: secret", "Accept: *"),
    null,
  );
});

Deno.test("refusal() refuses other hosts and browsers before it looks at the token", () => {
  for (const host of ["attacker.example:4000", "127.0.0.1", "127.0.0.1:4001", "[::1]:4000", ""]) {
    assert.equal(status(GOOD[0]!, `Host: ${host}`, GOOD[2]!), 403, host);
  }
  assert.equal(status(GOOD[0]!, GOOD[2]!), 403, "no host");
  assert.equal(status(...GOOD, "Host: attacker.example"), 403, "two hosts");
  for (const name of ["Origin", "Referer", "Cookie", "Sec-Fetch-Site", "sec-fetch-mode"]) {
    assert.equal(status(...GOOD, `${name}: x`), 403, name);
  }
});

Deno.test("refusal() refuses a wrong token, path or method", () => {
  for (const token of ["", "secre", "secrets", "Secret", "Bearer secret"]) {
    assert.equal(status(GOOD[0]!, GOOD[1]!, `Authorization: ${token}`), 401, token);
  }
  assert.equal(status(...GOOD, "Authorization: secret"), 401, "two tokens");
  for (const path of ["/", "/credentials/", "/credentials?x", "//credentials"]) {
    assert.equal(status(`GET ${path} HTTP/1.1`, ...GOOD.slice(1)), 404, path);
  }
  assert.equal(status("POST /credentials HTTP/1.1", ...GOOD.slice(1)), 405);
});

Deno.test("parseRequest() is null for what is no request of an SDK", () => {
  const wrong = [
    "",
    "GET /credentials",
    "GET /credentials HTTP/2",
    "get /credentials HTTP/1.1",
    "GET credentials HTTP/1.1",
    "GET http://127.0.0.1/credentials HTTP/1.1",
    "GET /a b HTTP/1.1",
    "GET / HTTP/1.1\r\nHost : x",
    "GET / HTTP/1.1\r\n folded: x",
    "GET / HTTP/1.1\r\nno colon",
    "GET / HTTP/1.1\r\nHost: a\nX: b",
  ];
  for (const text of wrong) assert.equal(parseRequest(text), null, JSON.stringify(text));
});
