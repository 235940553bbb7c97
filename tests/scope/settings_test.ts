import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { EMPTY_CONFIG } from "../../src/scope/config.ts";
import { parseConfig } from "../../src/scope/config_text.ts";
import { errorOf } from "../error_of.ts";
import {
  allowedHosts,
  getSetting,
  listSettings,
  setSetting,
  SETTINGS,
  trustedFolders,
} from "../../src/scope/settings.ts";

Deno.test("getSetting() returns the value that is set, else the default", () => {
  assert.equal(getSetting(EMPTY_CONFIG, "lock.idleMinutes"), 10);
  assert.equal(getSetting(EMPTY_CONFIG, "lock.maxHours"), 12);
  assert.equal(getSetting(EMPTY_CONFIG, "defaultVault"), "");
  const config = setSetting(
    setSetting(EMPTY_CONFIG, "lock.idleMinutes", "30"),
    "defaultVault",
    "v",
  );
  assert.equal(getSetting(config, "lock.idleMinutes"), 30);
  assert.equal(getSetting(config, "lock.maxHours"), 12);
  assert.equal(getSetting(config, "defaultVault"), "v");
});

Deno.test("setSetting() restores the default for an empty text", () => {
  const config = setSetting(setSetting(EMPTY_CONFIG, "defaultVault", "v"), "defaultVault", "");
  assert.equal(getSetting(config, "defaultVault"), "");
  assert.deepEqual(Object.keys(config.settings), []);
});

Deno.test("getSetting() keeps a string that looks like a number, and refuses a number for a string (78)", () => {
  assert.equal(getSetting(setSetting(EMPTY_CONFIG, "defaultVault", "12"), "defaultVault"), "12");
  const config = parseConfig('{"version":1,"settings":{"defaultVault":12}}');
  const error = errorOf(() => getSetting(config, "defaultVault"));
  assert.deepEqual([error.status, error.code], [78, "bad-config"]);
  assert.match(error.message, /: it is not a string$/);
  assert.equal(error.try, "opaws config set defaultVault NAME");
});

Deno.test("setSetting() refuses a value that is out of range or not a number (64)", () => {
  const cases: [string, string][] = [
    ["lock.idleMinutes", "0"],
    ["lock.idleMinutes", "1441"],
    ["lock.idleMinutes", "-1"],
    ["lock.idleMinutes", "1.5"],
    ["lock.idleMinutes", "1e2"],
    ["lock.idleMinutes", ""],
    ["lock.idleMinutes", "ten"],
    ["lock.idleMinutes", "99999999999999999999"],
    ["lock.maxHours", "169"],
  ];
  for (const [name, value] of cases) {
    assert.throws(
      () => setSetting(EMPTY_CONFIG, name, value),
      (error) =>
        error instanceof UserError && error.status === 64 &&
        /whole number from 1/.test(error.message) &&
        error.try === `opaws config set ${name} ${name === "lock.maxHours" ? 12 : 10}`,
      `${name}=${value}`,
    );
  }
  for (const value of ["1", "1440"]) setSetting(EMPTY_CONFIG, "lock.idleMinutes", value);
  for (const value of ["1", "168"]) setSetting(EMPTY_CONFIG, "lock.maxHours", value);
});

Deno.test("getSetting() suggests the nearest name for an unknown one (64)", () => {
  const cases: [string, string][] = [
    ["lock.idleminutes", "lock.idleMinutes"],
    ["lock.idelMinutes", "lock.idleMinutes"],
    ["idleMinutes", "lock.idleMinutes"],
    ["lock.max", "lock.maxHours"],
    ["defaultvalut", "defaultVault"],
    ["vault", "defaultVault"],
    ["lock", "lock.scope"],
    ["__proto__", "lock.maxHours"],
  ];
  for (const [name, near] of cases) {
    assert.throws(
      () => getSetting(EMPTY_CONFIG, name),
      (error) =>
        error instanceof UserError && error.status === 64 &&
        (error.try === `opaws config get ${near}` || name === "__proto__"),
      name,
    );
  }
});

Deno.test("getSetting() refuses a wrong value in the file (78), and setSetting() fixes it", () => {
  for (const value of ['"ten"', "0", "1.5", "null", "[]", "true"]) {
    const config = parseConfig(`{"version":1,"settings":{"lock":{"idleMinutes":${value}}}}`);
    assert.throws(
      () => getSetting(config, "lock.idleMinutes"),
      (error) =>
        error instanceof UserError && error.status === 78 &&
        /lock\.idleMinutes/.test(error.message),
      value,
    );
    assert.equal(getSetting(setSetting(config, "lock.idleMinutes", "5"), "lock.idleMinutes"), 5);
  }
});

Deno.test("listSettings() returns all settings with their meaning", () => {
  assert.deepEqual(listSettings(EMPTY_CONFIG).map(({ name }) => name), SETTINGS.map((s) => s.name));
  assert.ok(listSettings(EMPTY_CONFIG).every(({ meaning }) => meaning.length > 10));
});

Deno.test("trustedFolders() returns the folders of exec.trust, and setSetting() refuses relative ones (64)", () => {
  assert.deepEqual(trustedFolders(EMPTY_CONFIG), []);
  const config = setSetting(EMPTY_CONFIG, "exec.trust", "/opt/x y/bin/:/usr/local");
  assert.deepEqual(trustedFolders(config), ["/opt/x y/bin", "/usr/local"]);
  for (const value of ["bin", "/bin:.", "/a/../b", "~/bin"]) {
    const error = errorOf(() => setSetting(EMPTY_CONFIG, "exec.trust", value));
    assert.deepEqual([error.status, error.try], [64, "opaws config set exec.trust ''"], value);
  }
});

Deno.test("setSetting() takes true and false for a switch, and nothing else (64)", () => {
  const on = setSetting(EMPTY_CONFIG, "mfa.allowProcess", "true");
  assert.equal(getSetting(on, "mfa.allowProcess"), true);
  for (const text of ["false", ""]) {
    assert.equal(getSetting(setSetting(on, "mfa.allowProcess", text), "mfa.allowProcess"), false);
  }
  const error = errorOf(() => setSetting(on, "mfa.allowProcess", "yes"));
  assert.deepEqual([error.status, error.try], [64, "opaws config set mfa.allowProcess false"]);
  const config = parseConfig('{"version":1,"settings":{"mfa":{"allowProcess":"true"}}}');
  const wrong = errorOf(() => getSetting(config, "mfa.allowProcess"));
  assert.deepEqual([wrong.status, wrong.try], [78, "opaws config set mfa.allowProcess false"]);
});

Deno.test("setSetting() takes host names for endpoints.allow, and nothing else (64)", () => {
  const set = (text: string) => setSetting(EMPTY_CONFIG, "endpoints.allow", text);
  assert.deepEqual(allowedHosts(set("")), []);
  assert.deepEqual(allowedHosts(set("A.example, b.example,[::2]")), [
    "a.example",
    "b.example",
    "[::2]",
  ]);
  for (const text of ["https://a.example", "a:443", "a/b", "me@a", "a?b", "a b#c", "a%20b"]) {
    const error = errorOf(() => set(text));
    assert.deepEqual([error.status, error.try], [64, "opaws config set endpoints.allow ''"], text);
  }
});
