import assert from "node:assert/strict";
import { parseConfig } from "../../src/scope/config_text.ts";
import { EMPTY_CONFIG } from "../../src/scope/config.ts";
import { remoteOf, vaultsWithRemote, withRemote } from "../../src/scope/remotes.ts";
import { UserError } from "../../src/errors.ts";

const REMOTE = { url: "s3://acme-vaults/team", profile: "prod" };

Deno.test("withRemote() sets, replaces and removes the remote of a vault, and keeps what it doesn't know", () => {
  const one = withRemote(EMPTY_CONFIG, "team", REMOTE);
  assert.deepEqual(remoteOf(one, "team"), REMOTE);
  assert.equal(remoteOf(one, "other"), null);
  assert.equal(remoteOf(one, "toString"), null);
  const odd = parseConfig(
    JSON.stringify({ remotes: { team: { ...REMOTE, later: 1 }, b: { url: "/b" } } }),
  );
  assert.deepEqual(vaultsWithRemote(odd), ["team", "b"]);
  const changed = withRemote(odd, "team", { url: "/folder" });
  assert.deepEqual(changed.remotes.team, { later: 1, url: "/folder" });
  const removed = withRemote(withRemote(changed, "team", null), "b", null);
  assert.deepEqual(vaultsWithRemote(removed), []);
  assert.equal(removed.document.remotes, undefined);
});

Deno.test("remoteOf() refuses a malformed remote (78), with the command that removes it", () => {
  for (
    const value of [7, {}, { url: "" }, { url: 1 }, { ...REMOTE, item: 3 }, {
      ...REMOTE,
      region: "",
    }]
  ) {
    const config = parseConfig(JSON.stringify({ remotes: { "my team": value } }));
    assert.throws(() => remoteOf(config, "my team"), (error) => {
      assert.ok(error instanceof UserError);
      assert.deepEqual([error.status, error.try], [78, "opaws remote remove 'my team'"]);
      return true;
    });
  }
});
