import assert from "node:assert/strict";
import { bytes, instant, integer, members } from "../../../src/vault/format/shape.ts";

Deno.test("instant() accepts RFC 3339 in UTC and nothing else", () => {
  const good = [
    "2026-01-02T03:04:05Z",
    "2024-02-29T23:59:59.123456789Z",
    "0001-01-01T00:00:00.0Z",
    "9999-12-31T23:59:59Z",
  ];
  for (const text of good) assert.equal(instant(text, "t"), text);
  const wrong = [
    "",
    "2026-01-02",
    "2026-01-02T03:04:05",
    "2026-01-02t03:04:05Z",
    "2026-01-02T03:04:05z",
    "2026-01-02 03:04:05Z",
    "2026-01-02T03:04:05+00:00",
    "2026-01-02T03:04:05.Z",
    "2026-01-02T03:04:05.1234567890Z",
    "2026-01-02T24:00:00Z",
    "2026-01-02T03:04:60Z",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "+02026-01-02T03:04:05Z",
    "2026-01-02T03:04:05Z\n",
    20260102,
  ];
  for (const text of wrong) {
    assert.throws(() => instant(text, "slots[0].created"), /^SyntaxError: slots\[0\]\.created is/);
  }
});

Deno.test("instant() accepts every day of the calendar and no other", () => {
  for (const year of [1899, 1900, 1996, 2000, 2024, 2025, 2100, 2399, 2400]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = [year, month, day].map((part) => `${part}`.padStart(2, "0")).join("-");
        const real = new Date(Date.UTC(year, month - 1, day));
        const isDay = real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
        const reads = () => instant(`${date}T23:59:59Z`, "");
        if (isDay) assert.equal(reads(), `${date}T23:59:59Z`);
        else assert.throws(reads, /^SyntaxError: it is not an RFC 3339 time/, date);
      }
    }
  }
  for (const time of ["24:00:00", "23:60:00", "23:59:60", "99:99:99"]) {
    assert.throws(() => instant(`2026-01-02T${time}Z`, ""), SyntaxError, time);
  }
});

Deno.test("integer() accepts exact integers from its minimum", () => {
  for (const value of [1, 2, 2 ** 53 - 1]) assert.equal(integer(value, "n", 1), value);
  for (const value of [0, -1, 1.5, 2 ** 53, NaN, Infinity, "1", null, true, [1]]) {
    assert.throws(() => integer(value, "n", 1), SyntaxError);
  }
});

Deno.test("bytes() accepts canonical base64url of the allowed lengths", () => {
  assert.deepEqual(bytes("AAAA", "b", 3), new Uint8Array(3));
  assert.deepEqual(bytes("", "b", 0), new Uint8Array(0));
  for (const text of ["AAA", "AAAAA", "AAAB=", "AAAAAA", "AA+A", 3, null]) {
    assert.throws(() => bytes(text, "b", 3), SyntaxError);
  }
});

Deno.test("members() accepts exactly the members it is given", () => {
  assert.deepEqual(members({ a: 1, b: undefined }, "m", ["a", "b"]), { a: 1, b: undefined });
  for (const value of [null, [], "a", { a: 1 }, { a: 1, b: 1, c: 1 }, { a: 1, toString: 1 }]) {
    assert.throws(() => members(value, "m", ["a", "b"]), SyntaxError);
  }
  assert.throws(() => members({}, "m", ["constructor"]), SyntaxError);
  for (const value of [null, undefined, [], "", 5, true]) {
    assert.throws(() => members(value, "m", []), /^SyntaxError: m is not an object$/);
  }
  assert.deepEqual(members({}, "m", []), {});
});
