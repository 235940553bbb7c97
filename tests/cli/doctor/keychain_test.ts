import assert from "node:assert/strict";
import { keychain } from "../../../src/cli/doctor/keychain.ts";
import { Workplace } from "../../../src/cli/workplace.ts";
import { Fault } from "../../../src/fault.ts";
import type { Keychain } from "../../../src/unlock/keychain.ts";
import { rememberSystemSlot } from "../../../src/unlock/system_slots.ts";
import { throwaway } from "../../throwaway.ts";

function chainWith(get: Keychain["get"]): Keychain {
  return { get, set: () => Promise.resolve(), remove: () => Promise.resolve() };
}

Deno.test("keychain() looks only where the system is to open a vault, and reads no entry of opaws's", async () => {
  using home = throwaway();
  const work = new Workplace(home.host);
  const asked: string[] = [];
  const answers = chainWith((account) => {
    asked.push(account);
    return Promise.resolve(null);
  });
  assert.match((await keychain(work, answers)).says, /no vault is opened by the system/);
  assert.deepEqual(asked, []);
  rememberSystemSlot(home.places, "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001");
  assert.equal((await keychain(work, answers)).state, "ok");
  assert.deepEqual(asked, ["doctor"]);
  const none = chainWith(() => {
    const parts = { exit: "unavailable", code: "keychain", cannot: "use the keychain" } as const;
    return Promise.reject(new Fault({ ...parts, because: "there is none in this login session" }));
  });
  const found = await keychain(work, none);
  assert.deepEqual([found.state, found.try], ["problem", "opaws unlock"]);
});
