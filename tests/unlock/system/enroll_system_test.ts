import assert from "node:assert/strict";
import { enrollSystem } from "../../../src/unlock/system/enroll_system.ts";
import { keyFromSystem } from "../../../src/unlock/key_from_system.ts";
import { confirmWithoutCheck } from "../../../src/commands/unlock/confirm_without_check.ts";
import { CommandContext } from "../../../src/cli/context.ts";
import { UserError } from "../../../src/errors.ts";
import type { Keychain } from "../../../src/unlock/system/keychain.ts";
import { NO_CHECK, type Outcome, type PresenceCheck } from "../../../src/unlock/presence/check.ts";
import { changeSlots } from "../../../src/vault/store/change_slots.ts";
import { readVault, type StoredVault } from "../../../src/vault/store/read.ts";
import { throwaway } from "../../throwaway.ts";
import { PASSWORD, throwsUserError, vaultWith } from "../../vault/temp_vault.ts";

/** A keychain in memory that logs its reads. */
class FakeKeychain implements Keychain {
  readonly secrets: Map<string, Uint8Array<ArrayBuffer>> = new Map();
  readonly log: string[] = [];
  broken: string | null = null;

  get(account: string): Promise<Uint8Array<ArrayBuffer> | null> {
    this.log.push("get");
    this.#check();
    return Promise.resolve(this.secrets.get(account)?.slice() ?? null);
  }

  set(account: string, secret: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#check();
    this.secrets.set(account, secret.slice());
    return Promise.resolve();
  }

  remove(account: string): Promise<void> {
    this.secrets.delete(account);
    return Promise.resolve();
  }

  #check(): void {
    if (this.broken === null) return;
    throw new UserError({
      exit: "unavailable",
      code: "keychain",
      cannot: "use the system's keychain",
      because: this.broken,
    });
  }
}

class FakeCheck implements PresenceCheck {
  constructor(readonly method: string, public outcome: Outcome, readonly log: string[]) {}

  verify(): Promise<Outcome> {
    this.log.push(`verify ${this.method}`);
    return Promise.resolve(this.outcome);
  }
}

const PRESENT: Outcome = { kind: "present" };
const NONE: Outcome = { kind: "unavailable", because: "none here" };

interface Place extends Disposable {
  readonly context: CommandContext;
  readonly keychain: FakeKeychain;
  readonly checks: FakeCheck[];
  stored(): StoredVault;
  enroll(yes?: boolean): ReturnType<typeof enrollSystem>;
  unlock(): ReturnType<typeof keyFromSystem>;
}

async function place(environment: Record<string, string>, ...outcomes: Outcome[]): Promise<Place> {
  const away = throwaway(environment);
  await vaultWith(away.paths, "personal");
  const context = new CommandContext(away.host);
  Object.assign(context, { stdin: { password: () => Promise.resolve(PASSWORD) } });
  const keychain = new FakeKeychain();
  const checks = outcomes.map((outcome, at) =>
    new FakeCheck(["polkit", "fingerprint"][at]!, outcome, keychain.log)
  );
  const stored = (): StoredVault => readVault(away.paths, "personal");
  const system = { keychain, checks };
  return {
    context,
    keychain,
    checks,
    stored,
    enroll: (yes = false) =>
      enrollSystem(context, stored(), {
        passwordStdin: true,
        confirmWithoutCheck: (reasons) => confirmWithoutCheck(context, "personal", yes, reasons),
      }, system),
    unlock: () => keyFromSystem(context, stored(), undefined, system),
    [Symbol.dispose]: () => away[Symbol.dispose](),
  };
}

Deno.test("enrollSystem() labels the slot with the first check that shows presence", async () => {
  using at = await place({}, NONE, PRESENT);
  const slot = await at.enroll();
  assert.deepEqual([slot.kind, slot.label], ["system", "fingerprint"]);
  assert.equal(at.keychain.secrets.get(slot.id)?.length, 32);
  assert.deepEqual(at.stored().file.slots.map((each) => each.kind), ["password", "system"]);
});

Deno.test("keyFromSystem() verifies presence with the slot's check before it reads the secret", async () => {
  using at = await place({}, NONE, PRESENT);
  const slot = await at.enroll();
  at.keychain.log.length = 0;
  const opened = await at.unlock();
  assert.equal(opened?.slot.id, slot.id);
  assert.deepEqual(at.keychain.log, ["verify fingerprint", "get"]);
  at.keychain.log.length = 0;
  at.checks[1]!.outcome = { kind: "denied", because: "no finger" };
  at.checks[0]!.outcome = PRESENT;
  assert.equal(await at.unlock(), null, "another check does not replace it");
  assert.deepEqual(at.keychain.log, ["verify fingerprint"], "the secret was not read");
  at.checks.pop();
  assert.equal(await at.unlock(), null, "a check that this machine does not have");
});

Deno.test("enrollSystem() leaves nothing behind if presence is denied", async () => {
  using at = await place({}, { kind: "denied", because: "you cancelled" }, PRESENT);
  await throwsUserError(() => at.enroll(true), 77, "presence-denied");
  assert.equal(at.keychain.secrets.size, 0);
  assert.equal(at.stored().file.slots.length, 1);
});

Deno.test("enrollSystem() asks if no check can be used, and says so in the slot's label", async () => {
  using at = await place({}, NONE);
  if (!Deno.stdin.isTerminal()) await throwsUserError(() => at.enroll(), 79, "no-terminal");
  assert.equal(at.keychain.secrets.size, 0);
  const slot = await at.enroll(true);
  assert.equal(slot.label, NO_CHECK);
  at.keychain.log.length = 0;
  assert.ok(await at.unlock());
  assert.deepEqual(at.keychain.log, ["get"]);
});

Deno.test("keyFromSystem() opens nothing after the slot's label was edited to need no check", async () => {
  using at = await place({}, PRESENT);
  const slot = await at.enroll();
  at.checks[0]!.outcome = { kind: "denied", because: "not you" };
  const file = `${at.context.paths.vaults}/personal.json`;
  const text = Deno.readTextFileSync(file);
  Deno.writeTextFileSync(file, text.replace(`"label":"${slot.label}"`, `"label":"${NO_CHECK}"`));
  assert.equal(at.stored().file.slots[1]!.label, NO_CHECK);
  assert.equal(await at.unlock(), null);
});

Deno.test("enrollSystem() asks for nothing without a keychain, and refuses one that loses the secret", async () => {
  using at = await place({}, PRESENT);
  at.keychain.broken = "there is none";
  await throwsUserError(() => at.enroll(), 69, "keychain");
  assert.deepEqual(at.keychain.log, ["get"]);
  at.keychain.broken = null;
  at.keychain.get = () => Promise.resolve(null);
  await throwsUserError(() => at.enroll(), 69, "keychain");
  assert.equal(at.keychain.secrets.size, 0);
  assert.equal(at.stored().file.slots.length, 1);
});

Deno.test("keyFromSystem() falls back if the keychain is broken, empty or holds another secret", async () => {
  using at = await place({}, PRESENT);
  const { id } = await at.enroll();
  at.keychain.broken = "it stayed locked";
  assert.equal(await at.unlock(), null);
  at.keychain.broken = null;
  for (const length of [32, 31, 0]) {
    at.keychain.secrets.set(id, new Uint8Array(length));
    assert.equal(await at.unlock(), null, `${length} bytes`);
  }
  at.keychain.secrets.clear();
  assert.equal(await at.unlock(), null);
});

Deno.test("enrollSystem() replaces an earlier slot of this machine and no other machine's", async () => {
  using at = await place({}, PRESENT);
  const { id } = await at.enroll();
  const { key } = (await at.unlock())!;
  const foreign = { ...at.stored().file.slots[1]!, id: crypto.randomUUID() };
  await changeSlots(at.context.host, at.context.paths, "personal", key, (file) => [
    ...file.slots,
    foreign,
  ]);
  const again = await at.enroll();
  assert.deepEqual(at.stored().file.slots.map((slot) => slot.id).slice(1), [foreign.id, again.id]);
  assert.deepEqual([...at.keychain.secrets.keys()], [again.id]);
  assert.notEqual(again.id, id);
});

for (const variable of [{ CI: "true" }, { OPAWS_NONINTERACTIVE: "1" }]) {
  Deno.test(`keyFromSystem() asks nothing if ${Object.keys(variable)} is set`, async () => {
    using at = await place(variable, PRESENT);
    await at.enroll();
    at.keychain.log.length = 0;
    assert.equal(await at.unlock(), null);
    assert.deepEqual(at.keychain.log, []);
  });
}
