// A second reader, written from docs/vault-format.md alone. It uses WebCrypto and JSON.parse, and nothing from src/vault.
import assert from "node:assert/strict";

type Bytes = Uint8Array<ArrayBuffer>;
// deno-lint-ignore no-explicit-any
type Json = any;

const utf8 = new TextEncoder();
const GOOD = ["simple", "default_cost", "unicode", "all_slots", "recovery", "person"];

for (const name of GOOD) {
  const vector = load(`${name}.json`);

  Deno.test(`a reader made from the specification opens every slot of ${name}`, async () => {
    const file = JSON.parse(vector.file);
    for (const [at, slot] of file.slots.entries()) {
      const expected = vector.slots[at];
      const key = await slotKey(slot, vector.secrets[slot.kind]);
      assert.equal(key.toHex(), expected.key);
      const { wrapped, ...rest } = slot;
      assert.equal(jcs(rest), expected.aadSlot);
      const aad = join("opaws/v1", "slot", file.id, jcs(rest));
      assert.equal(aad.toHex(), expected.aad);
      const plain = await unseal(key, bytesOf(wrapped), aad);
      assert.equal(plain.toHex(), expected.plaintext);
      if (slot.kind !== "token") assert.equal(plain.toHex(), vector.vaultKey);
      else await checkToken(file, JSON.parse(new TextDecoder().decode(plain)));
    }
  });

  Deno.test(`a reader made from the specification verifies and opens ${name}`, async () => {
    const file = JSON.parse(vector.file);
    const vaultKey = Uint8Array.fromHex(vector.vaultKey) as Bytes;
    assert.equal(await macOf(vaultKey, file), file.mac);
    assert.equal(Object.keys(file.items).length, Object.keys(vector.items).length);
    for (const [id, item] of Object.entries<Json>(file.items)) {
      const info = join("opaws/v1", "item", file.id, id);
      const aad = join("opaws/v1", "item", file.id, id, item.updated);
      const key = await hkdf(vaultKey, bytesOf(item.salt), info);
      assert.deepEqual([key.toHex(), aad.toHex()], [vector.items[id].key, vector.items[id].aad]);
      const plain = await unseal(key, bytesOf(item.sealed), aad);
      assert.equal(new TextDecoder().decode(plain), vector.items[id].plaintext);
    }
  });
}

Deno.test("a reader made from the specification opens a vault with a recovery code", async () => {
  const { secrets, file } = load("recovery.json");
  const letters = [...secrets.recoveryCode.replaceAll("-", "")];
  const values = letters.map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter));
  const check = values.pop();
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => parseInt(byte, 2)) as Bytes;
  assert.equal(bytes.toHex(), secrets.recoveryCodeBytes);
  let sum = 0;
  for (const value of values) {
    sum = (sum ^ value) * 2;
    if (sum > 31) sum ^= 37;
  }
  assert.equal(check, sum);
  const salt = utf8.encode(JSON.parse(file).id);
  const secret = await hkdf(bytes, salt, join("opaws/v1", "recovery-code"));
  assert.equal(secret.toHex(), secrets.recovery);
});

Deno.test("a reader made from the specification detects every tampering by the MAC", async () => {
  const { vaultKey, files } = load("refused.json");
  const tampered = files.filter((one: Json) => one.refused === "tampered");
  assert.ok(tampered.length > 5);
  for (const one of tampered) {
    const file = JSON.parse(new TextDecoder().decode(bytesOf(one.file)));
    assert.notEqual(await macOf(Uint8Array.fromHex(vaultKey) as Bytes, file), file.mac, one.title);
  }
});

Deno.test("a reader made from the specification opens a bundle with the token's text", async () => {
  const { texts, token, bundle, macKey } = load("tokens.json");
  for (const each of texts) assert.equal(bytesOfToken(each.text).toHex(), each.bytes);
  const file = JSON.parse(bundle);
  const secret = bytesOfToken(token);
  const derived = await hkdf(secret, new Uint8Array(0), join("opaws/v1", "token-id"));
  derived[6] = derived[6]! & 15 | 128;
  derived[8] = derived[8]! & 63 | 128;
  const [slot] = file.slots;
  assert.deepEqual([file.format, slot.bundle, file.slots.length], ["opaws-bundle", true, 1]);
  assert.equal(slot.id.replaceAll("-", ""), derived.subarray(0, 16).toHex());
  assert.equal(texts[0].slotId, slot.id);
  const key = await hkdf(secret, utf8.encode(file.id), join("opaws/v1", "mac"));
  assert.equal(key.toHex(), macKey);
  assert.equal(await macOf(secret, file), file.mac);
  const { wrapped, ...rest } = slot;
  const aad = join("opaws/v1", "slot", file.id, jcs(rest));
  const plain = await unseal(await slotKey(slot, secret.toHex()), bytesOf(wrapped), aad);
  const payload = JSON.parse(new TextDecoder().decode(plain));
  assert.deepEqual(Object.keys(payload.items), Object.keys(slot.items));
  await checkToken(file, payload);
  for (const id of Object.keys(slot.items)) assert.equal(file.items[id].salt, slot.items[id]);
});

Deno.test("the worked example of the specification is the vector simple", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/vault-format.md", import.meta.url));
  const { vaultKey, secrets, slots, items, mac, file } = load("simple.json");
  const [item] = Object.values<Json>(items);
  const values = [
    vaultKey,
    secrets.password,
    slots[0].salt,
    slots[0].key,
    slots[0].iv,
    slots[0].aadSlot,
    slots[0].aad,
    item.salt,
    item.key,
    item.iv,
    item.aad,
    item.plaintext,
    mac.info,
    mac.key,
    mac.value,
    file.trim(),
  ];
  for (const value of values) assert.ok(page.replaceAll("\n", "").includes(value), value);
});

async function checkToken(file: Json, payload: Json): Promise<void> {
  assert.deepEqual(Object.keys(payload), ["items"]);
  for (const [id, key] of Object.entries<string>(payload.items)) {
    const aad = join("opaws/v1", "item", file.id, id, file.items[id].updated);
    const plain = await unseal(bytesOf(key), bytesOf(file.items[id].sealed), aad);
    assert.equal(JSON.parse(new TextDecoder().decode(plain)).category, "aws-access-key");
  }
}

function bytesOfToken(text: string): Bytes {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const value = (part: string): bigint =>
    [...part].reduce((sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)), 0n);
  let crc = 0xffffffff;
  for (const byte of utf8.encode(text.slice(0, 49))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  assert.equal(value(text.slice(49)), BigInt((crc ^ 0xffffffff) >>> 0));
  return Uint8Array.fromHex(value(text.slice(6, 49)).toString(16).padStart(64, "0")) as Bytes;
}

async function slotKey(slot: Json, secret: string): Promise<Bytes> {
  const salt = bytesOf(slot.kdf.salt);
  if (slot.kdf.name === "hkdf-sha256") {
    return await hkdf(Uint8Array.fromHex(secret) as Bytes, salt, join("opaws/v1", "slot-key"));
  }
  const password = utf8.encode(secret.normalize("NFKC"));
  const key = await crypto.subtle.importKey("raw-secret", password, "Argon2id", false, [
    "deriveBits",
  ]);
  const { memoryKiB: memory, passes, lanes: parallelism } = slot.kdf;
  const argon2 = { name: "Argon2id", nonce: salt, memory, passes, parallelism };
  return new Uint8Array(await crypto.subtle.deriveBits(argon2, key, 256));
}

async function macOf(vaultKey: Bytes, { mac: _, ...rest }: Json): Promise<string> {
  const key = await hkdf(vaultKey, utf8.encode(rest.id), join("opaws/v1", "mac"));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", imported, utf8.encode(jcs(rest)));
  return new Uint8Array(mac).toBase64({ alphabet: "base64url", omitPadding: true });
}

async function hkdf(secret: Bytes, salt: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

async function unseal(key: Bytes, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const gcm = { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData };
  return new Uint8Array(await crypto.subtle.decrypt(gcm, imported, sealed.slice(12)));
}

function join(...parts: string[]): Bytes {
  const bytes: number[] = [];
  for (const part of parts.map((text) => utf8.encode(text))) {
    const count = part.length;
    bytes.push(count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255, ...part);
  }
  return Uint8Array.from(bytes);
}

function jcs(value: Json): string {
  if (Array.isArray(value)) return "[" + value.map(jcs).join(",") + "]";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => JSON.stringify(key) + ":" + jcs(value[key]));
  return "{" + pairs.join(",") + "}";
}

function bytesOf(text: string): Bytes {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" }) as Bytes;
}

function load(name: string): Json {
  return JSON.parse(Deno.readTextFileSync(new URL(`vectors/${name}`, import.meta.url)));
}
