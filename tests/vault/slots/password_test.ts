import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { Secret } from "../../../src/secret.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { checkPassword } from "../../../src/vault/slots/check_password.ts";
import { tryPassword, wrapWithPassword } from "../../../src/vault/slots/password.ts";
import { unpredictableCharacters } from "../../../src/vault/slots/password_strength.ts";
import { ignoreWithoutData, naughtyStrings } from "../../conformance.ts";
import { CHEAP, PASSWORD, throwsUserError } from "../temp_vault.ts";

const ID = "11111111-2222-4333-8444-555555555555";

Deno.test("checkPassword() counts code points after NFKC, and refuses what guessers try first", async () => {
  for (
    const text of [
      "13579acf",
      "ffi\u{fb03}fl\u{fb02}",
      "日本語日本語日本",
      "🔑🌍🔓🐈🔒🎁🔑🍋",
      "trambolinchen",
      "Summer2026!",
      "correct horse",
    ]
  ) {
    checkPassword(new Secret(text));
  }
  for (const text of ["", "1234567", "🔑🔒🔓🔑", "e\u0301".repeat(7)]) {
    await throwsUserError(() => checkPassword(new Secret(text)), 64, "weak-password", text);
  }
  const guessable = [
    "password",
    "P@ssw0rd1!",
    "aaaaaaaa",
    "        ",
    "12345678",
    "abcdefghijkl",
    "qwertyuiop",
    "letmein123",
    "password password",
  ];
  for (const text of guessable) {
    await throwsUserError(() => checkPassword(new Secret(text)), 64, "weak-password", text);
  }
  await throwsUserError(() => checkPassword(new Secret("12345678\ud800")), 64, "bad-password");
});

Deno.test("tryPassword() refuses a wrong password and does not quote it", async () => {
  const slot = await wrapWithPassword(denoHost, {
    vaultId: ID,
    key: key(),
    password: PASSWORD,
    cost: CHEAP,
  });
  const file = { id: ID, name: "personal", slots: [slot] };
  assert.deepEqual((await tryPassword(file, PASSWORD)).key.bytes, key().bytes);
  for (const text of ["Correct horse", "correct horse ", "", "correct horse\ud800"]) {
    const error = await throwsUserError(
      () => tryPassword(file, new Secret(text)),
      77,
      "wrong-password",
    );
    assert.equal(error.message, 'cannot unlock vault "personal": wrong password');
    assert.equal(error.try, undefined);
  }
});

Deno.test("tryPassword() does not treat a lone surrogate as another character", async () => {
  const odd = new Secret("correct horse\ufffd");
  const file = {
    id: ID,
    name: "personal",
    slots: [
      await wrapWithPassword(denoHost, { vaultId: ID, key: key(), password: odd, cost: CHEAP }),
    ],
  };
  assert.deepEqual((await tryPassword(file, odd)).key.bytes, key().bytes);
  const lone = new Secret("correct horse\ud800");
  await throwsUserError(() => tryPassword(file, lone), 77, "wrong-password");
});

Deno.test("wrapWithPassword() refuses a cost that a reader would refuse", async () => {
  for (const cost of [{ ...CHEAP, memoryKiB: 1 }, { ...CHEAP, passes: 0 }]) {
    await throwsUserError(
      () => wrapWithPassword(denoHost, { vaultId: ID, key: key(), password: PASSWORD, cost }),
      78,
      "kdf-limits",
    );
  }
});

Deno.test("tryPassword() suggests the recovery code if the vault has one", async () => {
  const slot = await wrapWithPassword(denoHost, {
    vaultId: ID,
    key: key(),
    password: PASSWORD,
    cost: CHEAP,
  });
  const kdf = { name: "hkdf-sha256", salt: slot.kdf.salt } as const;
  const recovery = { ...slot, kind: "recovery", kdf } as const;
  const wrong = new Secret("not this one");
  for (const slots of [[slot, recovery], [recovery]]) {
    const file = { id: ID, name: "my work", slots };
    const error = await tryPassword(file, wrong).catch((error) => error);
    assert.equal(error.try, "opaws unlock --recovery --vault 'my work'");
  }
});

Deno.test("unwrapWithPassword() opens a slot only in its vault, and unchanged", async () => {
  const slot = await wrapWithPassword(denoHost, {
    vaultId: ID,
    key: key(),
    password: PASSWORD,
    cost: CHEAP,
  });
  const file = { id: ID, name: "personal", slots: [slot] };
  for (
    const wrong of [
      { ...file, id: crypto.randomUUID() },
      { ...file, slots: [{ ...slot, label: "x" }] },
      { ...file, slots: [{ ...slot, id: crypto.randomUUID() }] },
      { ...file, slots: [{ ...slot, created: "2026-01-01T00:00:00Z" }] },
      { ...file, slots: [{ ...slot, kdf: { ...slot.kdf, passes: 3 } }] },
    ]
  ) {
    await throwsUserError(() => tryPassword(wrong, PASSWORD), 77, "wrong-password");
  }
});

Deno.test("tryPassword() tries each password slot, and says if there are none", async () => {
  const one = await wrapWithPassword(denoHost, {
    vaultId: ID,
    key: key(),
    password: new Secret("first horse"),
    cost: CHEAP,
  });
  const two = await wrapWithPassword(denoHost, {
    vaultId: ID,
    key: key(),
    password: PASSWORD,
    cost: CHEAP,
  });
  const file = { id: ID, name: "personal", slots: [one, two] };
  assert.deepEqual((await tryPassword(file, PASSWORD)).key.bytes, key().bytes);
  const none = { ...file, slots: [] };
  const error = await throwsUserError(() => tryPassword(none, PASSWORD), 66, "no-password-slot");
  assert.equal(error.try, undefined);
});

Deno.test({
  name: "tryPassword() opens with exactly the naughty string that was set",
  ignore: ignoreWithoutData(),
  async fn() {
    let tried = 0;
    for (const text of naughtyStrings()) {
      const password = new Secret(text);
      const isShort = [...text.normalize("NFKC")].length < 8;
      if (isShort || unpredictableCharacters(password) < 4) {
        await throwsUserError(() => checkPassword(password), 64, "weak-password", text);
        continue;
      }
      tried += 1;
      if (tried % 10 !== 0) continue; // each takes one Argon2id, so test only every tenth
      const slot = await wrapWithPassword(denoHost, {
        vaultId: ID,
        key: key(),
        password,
        cost: CHEAP,
      });
      const file = { id: ID, name: "personal", slots: [slot] };
      assert.deepEqual((await tryPassword(file, password)).key.bytes, key().bytes, text);
      const other = new Secret(`${text}x`);
      await throwsUserError(() => tryPassword(file, other), 77, "wrong-password");
    }
    assert.ok(tried > 100, `${tried} tried`);
  },
});

function key(): VaultKey {
  return new VaultKey(new Uint8Array(32).fill(9));
}
