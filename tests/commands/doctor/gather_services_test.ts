import assert from "node:assert/strict";
import { gatherKeychain } from "../../../src/commands/doctor/gather_services.ts";
import { UserError } from "../../../src/errors.ts";
import type { Keychain } from "../../../src/unlock/system/keychain.ts";
import { rememberSystemSlot } from "../../../src/unlock/system/system_slots.ts";
import { throwaway } from "../../throwaway.ts";

function keychainWith(get: Keychain["get"]): Keychain {
  return { get, set: () => Promise.resolve(), remove: () => Promise.resolve() };
}

Deno.test("gatherKeychain() asks the keychain only if it unlocks a vault, and reads no entry of opaws", async () => {
  using home = throwaway();
  const asked: string[] = [];
  const working = keychainWith((account) => {
    asked.push(account);
    return Promise.resolve(null);
  });
  assert.deepEqual(await gatherKeychain(home.paths, working), { vaults: 0, error: null });
  assert.deepEqual(asked, []);
  rememberSystemSlot(home.paths, "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001");
  assert.deepEqual(await gatherKeychain(home.paths, working), { vaults: 1, error: null });
  assert.deepEqual(asked, ["doctor"]);
  const error = new UserError({
    exit: "unavailable",
    code: "keychain",
    cannot: "use the keychain",
    because: "there is none in this login session",
  });
  const broken = keychainWith(() => Promise.reject(error));
  assert.deepEqual(await gatherKeychain(home.paths, broken), { vaults: 1, error });
});
