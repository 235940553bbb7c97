import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { derivePasswordKey } from "../../src/vault/crypto/derive.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { openUnparsed, openVault } from "../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../src/vault/store/read.ts";
import { report } from "../report.ts";
import { PASSWORD, vaultFile, vaultWith, withTempPaths } from "../vault/temp_vault.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How opening a vault ends, with its password and with its cached key. */
interface Outcome {
  readonly byPassword: string;
  readonly withKey: string;
}

Deno.test("a vault that is cut off anywhere is refused", async () => {
  await checkVariants(function* (good) {
    for (let length = 0; length < good.length; length++) {
      yield [good.slice(0, length), length, `cut off at ${length}`];
    }
  }, (outcome, at, good) => {
    // Without the newline at the end it is the same JSON.
    const same = at === good.length - 1;
    const wanted = same ? "opened" : "65 damaged";
    return outcome.byPassword === wanted && outcome.withKey === wanted;
  });
});

Deno.test("a vault with any one bit flipped is refused", async () => {
  await checkVariants(function* (good) {
    for (let at = 0; at < good.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = good.slice();
        flipped[at] = flipped[at]! ^ (1 << bit);
        yield [flipped, at, `bit ${bit} of byte ${at}`];
      }
    }
  }, ({ byPassword, withKey }, at, good) => {
    const text = new TextDecoder().decode(good);
    const slot = at >= text.indexOf('"slots":[') && at < text.indexOf('],"version"');
    const id = at > text.indexOf('"id":"') && at < text.indexOf('"id":"') + 44;
    const refused = ["65 damaged", "65 tampered", "65 name-mismatch", "65 unsupported-version"];
    const limits = slot && byPassword === "78 kdf-limits";
    return (limits || refused.includes(byPassword) ||
      ((slot || id) && byPassword === "77 wrong-password")) &&
      (refused.includes(withKey) || (limits && withKey === byPassword));
  });
});

async function checkVariants(
  variants: (good: Bytes) => Iterable<[bytes: Bytes, at: number, about: string]>,
  isRight: (outcome: Outcome, at: number, good: Bytes) => boolean,
): Promise<void> {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "AWS dev");
    const path = vaultFile(paths, "personal");
    const good = Deno.readFileSync(path);
    const derive = memoizedArgon2();
    const counts = new Map<string, number>();
    for (const [bytes, at, about] of variants(good)) {
      Deno.writeFileSync(path, bytes);
      const outcome = {
        byPassword: await outcomeOf(async () => {
          const stored = readVault(paths, "personal");
          const { key: unwrapped } = await tryPassword(stored.file, PASSWORD, derive);
          return await openVault(denoHost, paths, stored, unwrapped);
        }),
        withKey: await outcomeOf(async () =>
          await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key)
        ),
      };
      assert.ok(isRight(outcome, at, good), `${about}: ${JSON.stringify(outcome)}`);
      assert.ok(Deno.readFileSync(path).every((byte, index) => byte === bytes[index]), about);
      const summary = `${outcome.byPassword} by password, ${outcome.withKey} with the key`;
      counts.set(summary, (counts.get(summary) ?? 0) + 1);
    }
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    report(`${all} variants of a vault of ${good.length} bytes:`);
    for (const [summary, count] of [...counts].sort()) report(`  ${count}: ${summary}`);
  });
}

async function outcomeOf(open: () => Promise<{ items(): Promise<unknown> }>): Promise<string> {
  try {
    await (await open()).items();
    return "opened";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.status} ${error.code}`;
  }
}

/** Returns Argon2id with a cache by salt and cost, which most variants leave unchanged. */
function memoizedArgon2(): typeof derivePasswordKey {
  const known = new Map<string, Bytes>();
  return async (password, salt, cost) => {
    const name = `${salt.toHex()} ${cost.memoryKiB} ${cost.passes} ${cost.lanes}`;
    const found = known.get(name) ?? await derivePasswordKey(password, salt, cost);
    known.set(name, found.slice());
    return found.slice();
  };
}
