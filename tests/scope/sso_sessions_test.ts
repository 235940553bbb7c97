import assert from "node:assert/strict";
import { EMPTY_CONFIG } from "../../src/scope/config.ts";
import { formatConfig, parseConfig, unknownMembers } from "../../src/scope/config_text.ts";
import { keepSession, keptSession, keptSessions } from "../../src/scope/sso_sessions.ts";
import { errorOf } from "../error_of.ts";

const CORP = { startUrl: "https://acme.awsapps.com/start", region: "us-east-1" };

Deno.test("keepSession() keeps, changes and removes a session, and keeps members that it does not know", () => {
  const one = keepSession(EMPTY_CONFIG, "corp", { ...CORP, vault: "work", scopes: ["a:b"] });
  assert.deepEqual(keptSession(one, "corp"), { ...CORP, vault: "work", scopes: ["a:b"] });
  assert.deepEqual(unknownMembers(one), []);
  assert.equal(keptSession(one, "toString"), null);
  const noted = parseConfig(
    formatConfig(one).replace('"region"', '"note": "mine",\n      "region"'),
  );
  const two = keepSession(noted, "corp", { ...CORP, region: "eu-west-1" });
  assert.deepEqual(keptSession(two, "corp"), {
    startUrl: CORP.startUrl,
    note: "mine",
    region: "eu-west-1",
  });
  assert.equal(formatConfig(keepSession(two, "corp", null)), formatConfig(EMPTY_CONFIG));
});

Deno.test("a malformed session is refused with its member", () => {
  const cases = [
    '"x"',
    '{"startUrl": "https://a"}',
    '{"startUrl": "https://a", "region": ""}',
    '{"startUrl": "https://a", "region": "b", "vault": 1}',
    '{"startUrl": "https://a", "region": "b", "scopes": "c"}',
  ];
  for (const text of cases) {
    const config = parseConfig(`{"version": 1, "sso": {"corp": ${text}}}`);
    const error = errorOf(() => keptSessions(config));
    assert.match(error.message, /cannot use sso\.corp of config\.json/);
    assert.equal(error.exit, "refused");
  }
});
