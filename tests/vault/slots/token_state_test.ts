import assert from "node:assert/strict";
import type { TokenSlot, VaultFile } from "../../../src/vault/format/vault_file.ts";
import {
  lostItems,
  tokenName,
  tokensFor,
  tokenState,
} from "../../../src/vault/slots/token_state.ts";

const NOW = Date.parse("2026-03-04T05:06:07Z");
const ITEMS = { a: { salt: "1" }, b: { salt: "2" } } as unknown as VaultFile["items"];

/** Returns a token slot for the items with these salts that expires at `expires`. */
function slot(items: Record<string, string> | undefined, expires = NOW + 1000): TokenSlot {
  const rest = { id: "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001", label: "", kind: "token" };
  const ends = new Date(expires).toISOString();
  return { ...rest, expires: ends, ...(items && { items }) } as unknown as TokenSlot;
}

Deno.test("tokenState() distinguishes valid, partly lost, lost, expired and revoked", () => {
  const cases: [TokenSlot, string][] = [
    [slot({ a: "1" }), "valid"],
    [slot({ a: "1", b: "2" }), "valid"],
    [slot(undefined), "valid"],
    [slot({ a: "1", b: "changed" }), "partly lost"],
    [slot({ a: "1", gone: "3" }), "partly lost"],
    [slot({ a: "changed" }), "lost"],
    [slot({ gone: "3" }), "lost"],
    [slot({ toString: "3" }), "lost"],
    [slot({ a: "1" }, NOW), "expired"],
    [slot({ a: "changed" }, NOW - 1000), "expired"],
    [slot({}), "revoked"],
    [slot({}, NOW - 1000), "revoked"],
  ];
  for (const [token, state] of cases) {
    assert.equal(tokenState({ items: ITEMS }, token, NOW), state, JSON.stringify(token));
  }
});

Deno.test("lostItems() returns the items that were changed or deleted", () => {
  assert.deepEqual(lostItems({ items: ITEMS }, slot({ a: "1", b: "x", c: "3" })), ["b", "c"]);
});

Deno.test("tokensFor() returns only the tokens that open an item now", () => {
  const good = slot({ a: "1" });
  const slots = [
    { kind: "password" },
    good,
    slot({ a: "1" }, NOW),
    slot({ a: "changed" }),
    slot({ b: "2" }),
    slot({}),
    slot(undefined),
  ] as unknown as VaultFile["slots"];
  assert.deepEqual(tokensFor({ items: ITEMS, slots }, "a", NOW), [good]);
});

Deno.test("tokenName() is the label and the beginning of the id, or only the latter", () => {
  assert.equal(tokenName({ id: "0b0e5cb9-0d6a", label: "" }), "0b0e5cb9");
  assert.equal(tokenName({ id: "0b0e5cb9-0d6a", label: "ci" }), '"ci" (0b0e5cb9)');
});
