import assert from "node:assert/strict";
import {
  formatSigned,
  parseSigned,
  readSigned,
} from "../../../src/vault/crypto/signed_header_text.ts";
import { sharedFile, someone } from "../shared_fixture.ts";

Deno.test("readSigned() returns what formatSigned() wrote, and refuses every cut and other members", async () => {
  const { file } = await sharedFile(await someone());
  const signed = { header: file.shared!, signature: file.signature! };
  const text = formatSigned(signed);
  assert.deepEqual(JSON.parse(JSON.stringify(readSigned(text))), signed);
  for (let length = 0; length < text.length; length += 7) {
    assert.throws(() => readSigned(text.slice(0, length)), SyntaxError);
  }
  assert.throws(() => parseSigned({ ...signed, more: 1 }, "header"), SyntaxError);
  assert.throws(() => parseSigned({ ...signed, signature: "AA" }, "header"), SyntaxError);
});
