import assert from "node:assert/strict";
import { readConfig } from "../../src/scope/config_file.ts";
import { keySeal } from "../../src/unlock/cache/entry_seal.ts";
import { SealedFile } from "../../src/unlock/cache/sealed_file.ts";
import type { UnlockCache } from "../../src/unlock/cache/unlock_cache.ts";
import { UnlockContext } from "../../src/unlock/unlock_context.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { errorOf } from "../error_of.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";

function contextOf({ host, paths }: Throwaway, report: string[] = []): UnlockContext {
  return new UnlockContext({
    host,
    paths,
    terminal: null,
    config: () => readConfig(paths),
    report: (line) => void report.push(line),
  });
}

function keyOf(byte: number): VaultKey {
  return new VaultKey(new Uint8Array(32).fill(byte));
}

Deno.test("UnlockContext.vaultName() prefers the argument, then the setting, then the first vault", () => {
  using place = throwaway();
  const { paths } = place;
  const context = contextOf(place);
  assert.equal(context.vaultName("work"), "work");
  assert.deepEqual([errorOf(() => context.vaultName()).code], ["no-vault"]);
  Deno.mkdirSync(paths.vaults, { recursive: true, mode: 0o700 });
  for (const name of ["work", "home"]) Deno.writeTextFileSync(`${paths.vaults}/${name}.json`, "");
  assert.equal(context.vaultName(), "home");
  Deno.writeTextFileSync(
    paths.configFile,
    JSON.stringify({ version: 1, settings: { defaultVault: "work" } }),
    { mode: 0o600 },
  );
  assert.equal(context.vaultName(), "work");
  assert.deepEqual(context.vaultNames(), ["work", "home"]);
  assert.deepEqual(context.vaultNames("other"), ["other"]);
});

Deno.test("UnlockContext.cachedKey() returns a cached key without a terminal session, until wipe()", async () => {
  using place = throwaway();
  const context = contextOf(place);
  assert.equal(context.unlockCache(), null);
  assert.equal(await context.cachedKey("vault-a"), null);
  const key = keyOf(7);
  await context.cacheKey("vault-a", key);
  assert.equal(await context.cachedKey("vault-a"), key);
  assert.equal(await context.cachedKey("vault-b"), null);
  context.wipe();
  assert.equal(await context.cachedKey("vault-a"), null);
  assert.ok(key.bytes.every((byte) => byte === 0));
});

Deno.test("UnlockContext.cacheKey() reports a runtime folder that cannot be created, and keeps the key", async () => {
  using place = throwaway();
  const report: string[] = [];
  const context = contextOf(place, report);
  const file: UnlockCache = new SealedFile(
    place.host,
    place.paths,
    "t1",
    keySeal(place.host, new Uint8Array(32)),
  );
  context.unlockCache = () => file;
  Deno.writeTextFileSync(place.paths.runtime, "");
  const key = keyOf(7);
  await context.cacheKey("vault-a", key);
  assert.match(report.join("\n"), /^opaws: cannot .*; the next command will ask again$/);
  assert.equal(await context.cachedKey("vault-a"), key);
});

Deno.test("UnlockContext.wipe() wipes the keys that came from the unlock cache, also those of concurrent calls", async () => {
  using place = throwaway();
  const context = contextOf(place);
  const file = new SealedFile(
    place.host,
    place.paths,
    "t1",
    keySeal(place.host, new Uint8Array(32)),
  );
  await file.put("vault-a", keyOf(7), { idle: 60_000, hard: 60_000 });
  const taken: VaultKey[] = [];
  const record = async (key: Promise<VaultKey | null>): Promise<VaultKey | null> => {
    const result = await key;
    if (result !== null) taken.push(result);
    return result;
  };
  const cache: Partial<UnlockCache> = {
    get: (vault) => record(file.get(vault)),
    peek: (vault) => record(file.peek(vault)),
  };
  context.unlockCache = () => cache as UnlockCache;
  const keys = await Promise.all([
    context.cachedKey("vault-a"),
    context.cachedKey("vault-a", { report: true }),
  ]);
  assert.equal(keys[0], keys[1], "they share one copy");
  assert.deepEqual(keys[0]?.bytes, keyOf(7).bytes);
  context.wipe();
  assert.equal(taken.length, 2);
  for (const key of taken) assert.ok(key.bytes.every((byte) => byte === 0));
});
