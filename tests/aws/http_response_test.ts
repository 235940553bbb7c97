import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_BYTES, parseResponse } from "../../src/aws/http_response.ts";
import { NoResponse } from "../../src/aws/no_response.ts";

const OK = "HTTP/1.1 200 OK\r\n";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function parse(text: string, isEnd = false): unknown {
  const response = parseResponse(bytes(text), isEnd);
  if (response === null) return null;
  const { statusCode, headers, body } = response;
  return [statusCode, { ...headers }, new TextDecoder("latin1").decode(body)];
}

Deno.test("parseResponse() reads a body by its length, by chunks, or to the end", () => {
  assert.deepEqual(parse(`${OK}Date: x \r\nContent-Length: 3\r\n\r\nabc`), [
    200,
    { date: "x", "content-length": "3" },
    "abc",
  ]);
  const chunked = "transfer-encoding: chunked\r\n\r\n";
  assert.deepEqual(
    parse(`${OK}${chunked}3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n`),
    [200, { "transfer-encoding": "chunked" }, "abc0123456789"],
  );
  assert.equal(parse(`${OK}\r\nabc`), null);
  assert.deepEqual(parse(`${OK}\r\nabc`, true), [200, {}, "abc"]);
  assert.deepEqual(parse("HTTP/1.0 204\r\nx: 1\r\nX: 2\r\n\r\n"), [204, { x: "1, 2" }, ""]);
  assert.deepEqual(parse(`HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 0\r\n\r\n`), [
    200,
    { "content-length": "0" },
    "",
  ]);
});

Deno.test("parseResponse() waits for the rest of a response, and refuses one that is cut off anywhere", () => {
  for (
    const whole of [
      `${OK}content-length: 5\r\n\r\nhello`,
      `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    ]
  ) {
    for (let length = 0; length < whole.length; length++) {
      assert.equal(parse(whole.slice(0, length)), null, `${length}`);
      assert.throws(() => parse(whole.slice(0, length), true), NoResponse);
    }
    assert.notEqual(parse(whole), null);
  }
});

Deno.test("parseResponse() refuses what is not HTTP, ambiguous lengths and large responses", () => {
  for (
    const text of [
      "SSH-2.0-OpenSSH\r\n\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 20\r\n\r\n",
      "HTTP/1.1 200 OK\nx: 1\n\n",
      `${OK}no colon\r\n\r\n`,
      `${OK} folded: 1\r\n\r\n`,
      `${OK}name : 1\r\n\r\n`,
      `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nab`,
      `${OK}content-length: +1\r\n\r\na`,
      `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      `${OK}transfer-encoding: chunked\r\n\r\n-1\r\n`,
      `${OK}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`,
      "HTTP/1.1 100 Continue\r\n\r\n".repeat(5) + OK,
    ]
  ) {
    assert.throws(() => parse(text), /its response is not HTTP/, text);
  }
  const large = "x".repeat(MAX_BYTES + 1);
  for (
    const text of [
      `${OK}content-length: ${MAX_BYTES + 1}\r\n\r\n`,
      `${OK}transfer-encoding: chunked\r\n\r\n${(MAX_BYTES + 1).toString(16)}\r\n`,
      `${OK}transfer-encoding: chunked\r\n\r\nfffffff\r\n`,
      `${OK}\r\n${large}${large}`,
    ]
  ) {
    assert.throws(() => parse(text), /larger than 1 MiB/);
  }
  assert.throws(() => parse(`${OK}\r\n${large}`, true), /larger than 1 MiB/);
  assert.throws(() => parse(`${OK}x: ${"y".repeat(70_000)}`), /is not HTTP/);
});

Deno.test("parseResponse() returns, waits or throws NoResponse, whatever it gets", () => {
  const pieces = fc.constantFrom(
    ...["HTTP/1.1 ", "200", " OK", "\r\n", "\n", "\r", ": ", "content-length", "5", "hello"],
    ...["transfer-encoding", "chunked", "0", "ffffffff", ";", "\r\n\r\n", "\0", "\xff", "100"],
  );
  const text = fc.array(pieces, { maxLength: 30 }).map((all) => all.join(""));
  fc.assert(
    fc.property(text, fc.boolean(), (received, isEnd) => {
      try {
        parse(received, isEnd);
      } catch (error) {
        assert.ok(error instanceof NoResponse, String(error));
      }
    }),
    { numRuns: 5000 },
  );
});

Deno.test("parseResponse() limits a body to the bytes that the caller allows, by its length and in chunks", () => {
  const head = "HTTP/1.1 200 OK\r\n";
  const limit = 3 * MAX_BYTES;
  const body = "x".repeat(limit);
  const size = limit.toString(16);
  for (const [length, chunk] of [[limit, size], [limit + 1, (limit + 1).toString(16)]] as const) {
    const texts = [
      `${head}content-length: ${length}\r\n\r\n${body}`,
      `${head}transfer-encoding: chunked\r\n\r\n${chunk}\r\n${body}\r\n0\r\n\r\n`,
    ];
    for (const text of texts) {
      const parse = () => parseResponse(bytes(text), true, limit);
      if (length === limit) assert.equal(parse()?.body.length, limit);
      else assert.throws(parse, /larger than 3 MiB/);
    }
  }
});
