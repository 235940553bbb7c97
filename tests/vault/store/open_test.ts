import assert from "node:assert/strict";
import { denoHost } from "../../../src/host.ts";
import { deriveKey, importSecret } from "../../../src/vault/crypto/derive.ts";
import { sharedVaultWith } from "../shared_fixture.ts";
import { sign } from "../../../src/vault/crypto/mac.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { toBase64url } from "../../../src/vault/format/base64url.ts";
import { canonicalJson, formatVault } from "../../../src/vault/format/canonical_json.ts";
import { hasItem } from "../../../src/vault/store/canonical_file.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { openUnparsed, openVault } from "../../../src/vault/store/open.ts";
import { readUnparsed, readVault } from "../../../src/vault/store/read.ts";
import {
  sampleItem,
  throwsUserError,
  titles,
  vaultFile,
  vaultWith,
  withTempPaths,
} from "../temp_vault.ts";

Deno.test("openVault() and openUnparsed() return the same items", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "b", "a", "c");
    const strict = await openVault(denoHost, paths, readVault(paths, "personal"), key);
    const fast = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    assert.deepEqual(await titles(strict), ["a", "b", "c"]);
    assert.deepEqual(await fast.items(), await strict.items());
    const [first] = await strict.items();
    assert.deepEqual(await fast.item(first!.id), first);
    assert.deepEqual(await strict.item(first!.id), first);
  });
});

Deno.test("OpenVault.item() returns null for any id that does not exist", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const fast = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    const strict = await openVault(denoHost, paths, readVault(paths, "personal"), key);
    const [item] = await strict.items();
    const ids = ["", "salt", "constructor", "__proto__", "toString", item!.id.toUpperCase()];
    for (const id of [...ids, crypto.randomUUID()]) {
      assert.equal(await fast.item(id), null);
      assert.equal(await strict.item(id), null);
    }
  });
});

Deno.test("openUnparsed() accepts any JSON layout", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const file = JSON.parse(Deno.readTextFileSync(path));
    const { mac, ...rest } = file;
    const layouts = [
      JSON.stringify(file, null, 2),
      canonicalJson(file),
      `${canonicalJson(file)}\r\n`,
      JSON.stringify({ mac, ...rest }),
      canonicalJson(file).replace('"personal"', '"\\u0070ersonal"'),
      canonicalJson(file).replace('"generation":2', '"generation":2.0e0'),
    ];
    for (const layout of layouts) {
      Deno.writeTextFileSync(path, layout);
      const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
      assert.deepEqual(await titles(vault), ["a"], layout);
    }
  });
});

Deno.test("openUnparsed() refuses a MAC member in another place, or twice", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const text = Deno.readTextFileSync(path);
    const member = /"mac":"[^"]*",/.exec(text)![0];
    const without = text.replace(member, "");
    const wrong = [
      without,
      text.replace(member, member + member),
      without.replace('"label":', `${member}"label":`),
      without.replace('"salt":', `${member}"salt":`),
      without.replace('"memoryKiB":19456,', `"memoryKiB":19456,${member}`),
      without.replace("{", `{${member}`).replace('"name":', `${member}"name":`),
    ];
    for (const content of wrong) {
      Deno.writeTextFileSync(path, content);
      await throwsUserError(
        () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key),
        65,
        "damaged",
        content.slice(0, 80),
      );
    }
  });
});

Deno.test("openUnparsed() refuses a MAC whose text is not canonical", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    const text = Deno.readTextFileSync(path);
    for (const end of ["B", "_", "-"]) {
      const stray = text.replace(/(?<="mac":"[\w-]{42})[\w-]/, end);
      for (const content of [stray, stray.replace('"generation":2', '"generation":3')]) {
        Deno.writeTextFileSync(path, content);
        await throwsUserError(
          () => openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key),
          65,
          "damaged",
        );
      }
    }
  });
});

Deno.test("openVault() and openUnparsed() refuse another vault's key", async () => {
  await withTempPaths(async (paths) => {
    await vaultWith(paths, "personal", "a");
    const other = new VaultKey(new Uint8Array(32));
    const vault = readUnparsed(paths, "personal");
    await throwsUserError(() => openUnparsed(denoHost, paths, vault, other), 65, "tampered");
    const stored = readVault(paths, "personal");
    const error = await throwsUserError(
      () => openVault(denoHost, paths, stored, other),
      65,
      "tampered",
    );
    assert.equal(error.try, "opaws vault restore --vault personal");
  });
});

Deno.test("readVault() refuses a vault under another name and suggests how to move it", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const path = vaultFile(paths, "personal");
    Deno.renameSync(path, vaultFile(paths, "my work"));
    const vault = readUnparsed(paths, "my work");
    await throwsUserError(() => openUnparsed(denoHost, paths, vault, key), 65, "name-mismatch");
    const renamed = await throwsUserError(() => readVault(paths, "my work"), 65, "name-mismatch");
    assert.equal(renamed.try, `mv '${paths.vaults}/my work.json' ${path}`);
    Deno.copyFileSync(vaultFile(paths, "my work"), path);
    const copied = await throwsUserError(() => readVault(paths, "my work"), 65, "name-mismatch");
    assert.equal(
      copied.try,
      `mv '${paths.vaults}/my work.json' '${paths.vaults}/my work.json.other'`,
    );
    Deno.renameSync(path, vaultFile(paths, "Personal"));
    const oneFile = await throwsUserError(() => readVault(paths, "Personal"), 65, "name-mismatch");
    assert.equal(oneFile.try, undefined, "on some file systems it is the same file");
  });
});

Deno.test("openVault() refuses an older generation than it has seen, and names both", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "my vault", "a");
    const old = Deno.readFileSync(vaultFile(paths, "my vault"));
    await changeVault(denoHost, paths, "my vault", key, (draft) => draft.putItem(sampleItem("b")));
    Deno.writeFileSync(vaultFile(paths, "my vault"), old);
    for (
      const open of [
        () => openUnparsed(denoHost, paths, readUnparsed(paths, "my vault"), key),
        () => openVault(denoHost, paths, readVault(paths, "my vault"), key),
        () => changeVault(denoHost, paths, "my vault", key, () => {}),
      ]
    ) {
      const error = await throwsUserError(open, 65, "older-generation");
      assert.match(error.message, /generation 2, and this machine has seen generation 3$/);
      assert.equal(error.try, "opaws vault restore 2 --vault 'my vault'");
    }
  });
});

Deno.test("openUnparsed() does not take a vault replaced after reading for a rollback", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a");
    const before = readUnparsed(paths, "personal");
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(sampleItem("b")));
    assert.deepEqual(await titles(await openUnparsed(denoHost, paths, before, key)), ["a"]);
  });
});

Deno.test("items of a vault cannot be exchanged, even under a right MAC", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a", "b");
    const [one, two] = Object.keys(file.items);
    const items = { [one!]: file.items[two!]!, [two!]: file.items[one!]! };
    const signed = await sign(await importSecret(key.bytes), {
      ...file,
      items,
      generation: file.generation + 1,
    });
    Deno.writeFileSync(vaultFile(paths, "personal"), formatVault(signed));
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    await throwsUserError(() => vault.item(one!), 65, "damaged");
    await throwsUserError(() => vault.items(), 65, "damaged");
  });
});

Deno.test("openUnparsed() checks shapes even under a right MAC", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a");
    const secret = await importSecret(key.bytes);
    const [id, item] = Object.entries(file.items)[0]!;
    const write = async (more: Record<string, unknown>) => {
      const signed = await sign(secret, { ...file, generation: 3, ...more });
      Deno.writeFileSync(vaultFile(paths, "personal"), formatVault(signed));
      return readUnparsed(paths, "personal");
    };
    const slot = file.slots[0]!;
    const wrong: [string, string, Record<string, unknown>][] = [
      ["damaged", "an unknown member", { extra: 1 }],
      ["damaged", "an unknown member behind all others", { zebra: 1 }],
      ["damaged", "an unknown member before the MAC", { kind: {} }],
      ["damaged", "an unknown member like an item", { kind: { [id]: { ...item } } }],
      ["damaged", "that behind no items", { items: {}, kind: { [id]: { ...item } } }],
      ["damaged", "an unknown member behind the MAC", { next: 1 }],
      ["damaged", "no slots", { slots: [] }],
      ["damaged", "a generation of 0", { generation: 0 }],
      ["unsupported-version", "version 3", { version: 3 }],
      ["kdf-limits", "memory above the limit", {
        slots: [{ ...slot, kdf: { ...slot.kdf, memoryKiB: 2 ** 31 } }],
      }],
    ];
    for (const [code, about, more] of wrong) {
      const vault = await write(more);
      const status = code === "kdf-limits" ? 78 : 65;
      await throwsUserError(() => openUnparsed(denoHost, paths, vault, key), status, code, about);
    }
    const unparsed = await write({ items: { [id]: { ...item, salt: "AA" } } });
    const vault = await openUnparsed(denoHost, paths, unparsed, key);
    await throwsUserError(() => vault.item(id), 65, "damaged");
  });
});

Deno.test("openUnparsed() refuses items that are not JSON, even under a right MAC", async () => {
  await withTempPaths(async (paths) => {
    const { key, file } = await vaultWith(paths, "personal", "a");
    const [id] = Object.keys(file.items);
    const { mac: _, ...rest } = file;
    const text = canonicalJson({ ...rest, generation: 3 }).replace('"updated":', '"updated"');
    const secret = await importSecret(key.bytes);
    const macKey = await crypto.subtle.importKey(
      "raw",
      await deriveKey(secret, new TextEncoder().encode(file.id), "mac"),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const mac = await crypto.subtle.sign("HMAC", macKey, new TextEncoder().encode(text));
    const member = `"mac":"${toBase64url(new Uint8Array(mac))}","name":`;
    const path = vaultFile(paths, "personal");
    Deno.writeTextFileSync(path, `${text.replace('"name":"personal"', `${member}"personal"`)}\n`);
    const vault = await openUnparsed(denoHost, paths, readUnparsed(paths, "personal"), key);
    await throwsUserError(() => vault.item(id!), 65, "damaged");
    await throwsUserError(() => vault.items(), 65, "damaged");
    await throwsUserError(() => readVault(paths, "personal"), 65, "damaged");
  });
});

Deno.test("openUnparsed() leaves the bytes as they are, and works twice at once", async () => {
  await withTempPaths(async (paths) => {
    const { key } = await vaultWith(paths, "personal", "a", "b", "c");
    const vault = readUnparsed(paths, "personal");
    const open = () => openUnparsed(denoHost, paths, vault, key);
    const opened = await Promise.all([open(), open(), open()]);
    assert.deepEqual(await Promise.all(opened.map(titles)), Array(3).fill(["a", "b", "c"]));
    assert.deepEqual(vault.bytes, Deno.readFileSync(vaultFile(paths, "personal")));
  });
});

Deno.test("hasItem() finds ids in any layout, but not in a vault with another name", async () => {
  await withTempPaths(async (paths) => {
    const { file } = await vaultWith(paths, "pérsonal 1", "a", "b", "c");
    const [id] = Object.keys(file.items);
    const vault = readUnparsed(paths, file.name);
    const indented = new TextEncoder().encode(JSON.stringify(file, null, 2));
    for (const layout of [vault, { ...vault, bytes: indented }]) {
      for (const each of Object.keys(file.items)) assert.ok(hasItem(layout, each));
      for (const each of ["", "salt", id!.slice(0, 8), id!.toUpperCase(), crypto.randomUUID()]) {
        assert.ok(!hasItem(layout, each), each);
      }
    }
    assert.ok(!hasItem({ ...vault, name: "personal" }, id!));
  });
});

Deno.test("openUnparsed() refuses a shared vault in which any one bit is changed", async () => {
  await withTempPaths(async (paths) => {
    const { open: { key } } = await sharedVaultWith(paths);
    const vault = readUnparsed(paths, "team");
    for (let bit = 0; bit < (vault.bytes.length - 1) * 8; bit++) {
      const bytes = vault.bytes.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const opened = openUnparsed(denoHost, paths, { ...vault, bytes }, key);
      await assert.rejects(opened, { name: "UserError", status: 65 }, `bit ${bit}`);
    }
  });
});
