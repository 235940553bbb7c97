import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { formatItem, parseItem } from "../../src/vault/format/item_text.ts";
import { formatVault } from "../../src/vault/format/canonical_json.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { sign } from "../../src/vault/crypto/mac.ts";
import { sealPerson } from "../../src/vault/crypto/member_keys.ts";
import { addMember } from "../../src/vault/store/members.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import type { Field, Item } from "../../src/vault/item.ts";
import { openUnparsed, type OpenVault, openVault } from "../../src/vault/store/open.ts";
import { sharedVaultWith, someone } from "../vault/shared_fixture.ts";
import { pathsIn, vaultFile, vaultWith, withTempPaths } from "../vault/temp_vault.ts";
import { fuzz, mangled } from "./fuzz.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const PIECES = [
  ...'{ } [ ] : , " \\u0061 0 1 7 -1 1e3 true null A AA == __proto__ mac items slots'.split(" "),
  ...[
    '"mac":"',
    '"items":{',
    '"slots":[',
    '"generation":1',
    '},"mac":"',
    '"name":"personal"',
    '"shared":{',
    '"person":{',
    '"signature":"',
    "\n",
    " ",
  ],
];

/** The text of a vault with its key, and that of another one. */
interface Texts {
  readonly text: string;
  readonly other: string;
  readonly key: Bytes;
}

/** Two vaults with the same name and password, so that pieces of one can be put into the other. */
async function vaultTexts(): Promise<Texts> {
  let texts: Texts | undefined;
  await withTempPaths(async (paths) => {
    const vault = await vaultWith(paths, "personal", "AWS dev", "AWS prod");
    const elsewhere = pathsIn(`${paths.home}/elsewhere`);
    await vaultWith(elsewhere, "personal", "AWS dev");
    texts = {
      text: Deno.readTextFileSync(vaultFile(paths, "personal")),
      other: Deno.readTextFileSync(vaultFile(elsewhere, "personal")),
      key: vault.key.bytes.slice(),
    };
  });
  return texts!;
}

/** The JSON of `text` with one value replaced by another value of either file, or by any value. */
function altered(text: string, other: string): fc.Arbitrary<string> {
  const own = [...valuesOf(JSON.parse(text)), ...valuesOf(JSON.parse(other))];
  const value = fc.oneof(fc.constantFrom(...own), fc.jsonValue({ maxDepth: 2 }));
  return fc.tuple(fc.nat(), value, fc.constantFrom("set", "delete", "add")).map(
    ([which, value, how]) => {
      const file = JSON.parse(text);
      const containers = valuesOf(file).filter((each) => typeof each === "object" && each !== null);
      // deno-lint-ignore no-explicit-any -- any place in the file
      const container = containers[which % containers.length] as any;
      const keys = Object.keys(container);
      const key = keys[Math.floor(which / containers.length) % Math.max(1, keys.length)] ?? "x";
      if (how === "delete") delete container[key];
      else container[how === "add" ? `${key}x` : key] = value;
      return JSON.stringify(file);
    },
  );
}

function valuesOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value).flatMap(valuesOf)];
}

/** As {@linkcode vaultTexts}, two shared vaults. */
async function sharedTexts(): Promise<Texts> {
  let texts: Texts | undefined;
  await withTempPaths(async (paths) => {
    const { open } = await sharedVaultWith(paths, "AWS dev", "AWS prod");
    const member = { keys: await someone(), name: "Bob", role: "reader" } as const;
    await addMember(denoHost, paths, "team", open.key, member);
    const elsewhere = pathsIn(`${paths.home}/elsewhere`);
    await sharedVaultWith(elsewhere, "AWS dev");
    texts = {
      text: Deno.readTextFileSync(vaultFile(paths, "team")),
      other: Deno.readTextFileSync(vaultFile(elsewhere, "team")),
      key: open.key.bytes.slice(),
    };
  });
  return texts!;
}

/** As {@linkcode vaultTexts}, with the member keys of a person. */
async function personTexts(): Promise<Texts> {
  const { text, other, key } = await vaultTexts();
  const file = JSON.parse(text);
  const secret = await importSecret(key.slice());
  const person = await sealPerson(denoHost, secret, file.id, await someone());
  const { mac: _, ...unsigned } = file;
  const signed = await sign(secret, { ...unsigned, version: 2, person });
  return { text: new TextDecoder().decode(formatVault(signed)), other, key };
}

const FILES = {
  "a vault": ["personal", vaultTexts],
  "a vault with member keys": ["personal", personTexts],
  "a shared vault": ["team", sharedTexts],
} as const;

for (const [title, [name, texts]] of Object.entries(FILES)) {
  Deno.test(`openUnparsed() and openVault() refuse ${title} changed in any way but its layout`, async () => {
    await refuseAllChanges(name, await texts());
  });
}

async function refuseAllChanges(name: string, { text, other, key }: Texts): Promise<void> {
  const good = JSON.stringify(sorted(JSON.parse(text)));
  const texts = fc.oneof(
    mangled(fc.constant(text), PIECES),
    mangled(fc.constant(text), other.split(/(?=["{}[\],:])/)),
    altered(text, other),
    altered(text, other),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((all) => all.join("")),
  );
  const counts = { refused: 0, same: 0 };
  const { VaultKey } = await import("../../src/vault/crypto/vault_key.ts");
  await fuzz(
    "vaults",
    fc.asyncProperty(texts, async (content) => {
      const bytes = new TextEncoder().encode(content);
      const vault = { name, path: "the file", bytes, seen: new Map() };
      // This folder cannot be created, so nothing is remembered.
      const paths = { state: "/dev/null/state" };
      const fast = await outcome(() =>
        openUnparsed(denoHost, paths, vault, new VaultKey(key.slice()))
      );
      const strict = await outcome(async () => {
        const stored = { ...vault, file: parseVault(bytes, "the file") };
        return await openVault(denoHost, paths, stored, new VaultKey(key.slice()));
      });
      assert.deepEqual(fast === "2 items", strict === "2 items", `${fast}, ${strict}`);
      if (strict === "2 items") {
        counts.same += 1;
        assert.equal(JSON.stringify(sorted(JSON.parse(content))), good);
      } else {
        counts.refused += 1;
        assert.match(fast, /^(65|78) /);
        assert.match(strict, /^(65|78) /);
      }
    }),
  );
  assert.ok(counts.refused > 5000 && counts.same > 10, JSON.stringify(counts));
}

async function outcome(
  open: () => Promise<Pick<OpenVault, "item" | "items">>,
): Promise<string> {
  try {
    const vault = await open();
    const items = await vault.items();
    for (const item of items) assert.deepEqual(await vault.item(item.id), item);
    return `${items.length} items`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.status} ${error.code}`;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return Array.isArray(value) ? value.map(sorted) : value;
  }
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.string({ maxLength: 12 }));
const field = fc.record({ name: text, value: text, secret: fc.boolean() }).map(
  ({ name, value, secret }): Field =>
    secret ? { name, secret, value: new Secret(value) } : { name, secret, value },
);
const item = fc.record({
  id: fc.uuid(),
  title: text,
  category: fc.constant("aws-access-key" as const),
  fields: fc.uniqueArray(field, { selector: (each) => each.name.toLowerCase(), maxLength: 4 }),
  notes: text,
  tags: fc.array(text, { maxLength: 3 }),
  created: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) =>
    date.toISOString()
  ),
});

Deno.test("parseItem() returns any item that formatItem() accepts, unchanged", async () => {
  let accepted = 0;
  await fuzz(
    "items",
    fc.property(item, (one) => {
      let bytes: Bytes;
      try {
        bytes = formatItem(one);
      } catch (error) {
        assert.ok(error instanceof UserError && error.status === 64, String(error));
        assert.ok(
          !JSON.stringify(revealed(one)).isWellFormed() ||
            /\\ud[89a-f]/.test(JSON.stringify(revealed(one))),
          error.message,
        );
        return;
      }
      accepted += 1;
      assert.deepEqual(revealed(parseItem(one.id, bytes)), revealed(one));
    }),
  );
  assert.ok(accepted > 1000, `${accepted} accepted`);
});

function revealed(one: Item): unknown {
  return {
    ...one,
    fields: one.fields.map((each) => ({
      ...each,
      value: each.secret ? each.value.reveal() : each.value,
    })),
  };
}
