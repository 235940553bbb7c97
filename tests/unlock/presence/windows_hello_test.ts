import assert from "node:assert/strict";
import { outcomeOf, windowsHello } from "../../../src/unlock/presence/windows_hello.ts";

Deno.test("outcomeOf() accepts only one answer as presence", () => {
  assert.equal(outcomeOf("Verified").kind, "present");
  for (const answer of ["", "verified", "Verified Verified", "Available", "0", "True"]) {
    assert.equal(outcomeOf(answer).kind, "unavailable", answer);
  }
  for (const answer of ["Canceled", "RetriesExhausted"]) {
    assert.equal(outcomeOf(answer).kind, "denied", answer);
  }
});

Deno.test("windowsHello is unavailable, and does not throw, if it cannot ask", async () => {
  if (Deno.build.os === "windows" && !Deno.env.get("CI")) return; // it would ask the person at the machine
  assert.equal((await windowsHello.verify("unlock a vault")).kind, "unavailable");
});
