import assert from "node:assert/strict";
import { keychain } from "../../../src/commands/doctor/keychain.ts";
import { CommandContext } from "../../../src/cli/context.ts";
import { UserError } from "../../../src/errors.ts";
import type { Keychain } from "../../../src/unlock/system/keychain.ts";
import { rememberSystemSlot } from "../../../src/unlock/system/system_slots.ts";
import { throwaway } from "../../throwaway.ts";

function chainWith(get: Keychain["get"]): Keychain {
  return { get, set: () => Promise.resolve(), remove: () => Promise.resolve() };
}

Deno.test("keychain() looks only where the system is to open a vault, and reads no entry of opaws's", async () => {
  using home = throwaway();
  const context = new CommandContext(home.host);
  const asked: string[] = [];
  const answers = chainWith((account) => {
    asked.push(account);
    return Promise.resolve(null);
  });
  assert.match((await keychain(context, answers)).says, /no vault is opened by the system/);
  assert.deepEqual(asked, []);
  rememberSystemSlot(home.paths, "0b0e5cb9-0d6a-4b6c-9a35-5b1de6a7f001");
  assert.equal((await keychain(context, answers)).state, "ok");
  assert.deepEqual(asked, ["doctor"]);
  const none = chainWith(() => {
    const parts = { exit: "unavailable", code: "keychain", cannot: "use the keychain" } as const;
    return Promise.reject(
      new UserError({ ...parts, because: "there is none in this login session" }),
    );
  });
  const found = await keychain(context, none);
  assert.deepEqual([found.state, found.try], ["problem", "opaws unlock"]);
});
