// Makes the kit: `deno run --allow-read --allow-write=tests/testkit/vaults tests/testkit/make.ts`.
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { openItem } from "../../src/vault/crypto/sealed_item.ts";
import { formatItem } from "../../src/vault/format/item_text.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import { headCases } from "./cases_head.ts";
import { itemCases } from "./cases_items.ts";
import { jsonCases } from "./cases_json.ts";
import { kdfCases } from "./cases_kdf.ts";
import { otherSlotCases } from "./cases_other_slots.ts";
import { keyChangedCases, plaintextCases } from "./cases_plaintext.ts";
import { sharedCases } from "./cases_shared.ts";
import { slotCases } from "./cases_slots.ts";
import { Bench, type KitCase } from "./kit_case.ts";
import { formatKitFile, vaultOf } from "./kit_file.ts";
import { type Bytes, PASSWORD } from "./vault_maker.ts";

/** Returns the files of the kit: name to bytes. */
export async function makeKit(): Promise<Map<string, Bytes>> {
  const bench = await Bench.make();
  const cases = [
    ...jsonCases(bench),
    ...headCases(bench),
    ...await kdfCases(bench),
    ...await slotCases(bench),
    ...await itemCases(bench),
    ...await plaintextCases(bench),
    ...await otherSlotCases(bench),
    ...await keyChangedCases(bench),
    ...await sharedCases(bench),
  ];
  const files = new Map<string, Bytes>();
  for (const each of cases.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${each.name}.vault`;
    if (files.has(name)) throw new Error(`two files are called ${name}`);
    files.set(
      name,
      formatKitFile({
        expect: each.expect,
        comment: each.comment,
        password: each.password ?? PASSWORD,
        ...(each.memberKeys ? { memberKeys: each.memberKeys } : {}),
        vaultKey: bench.maker.key.bytes,
        items: each.expect === "ok" ? await itemsOf(each, bench) : {},
        vault: each.vault,
        ...(each.repeat ? { repeat: each.repeat } : {}),
      }),
    );
  }
  return files;
}

async function itemsOf(each: KitCase, bench: Bench): Promise<Record<string, string>> {
  const file = parseVault(vaultOf(each), each.name);
  const secret = await importSecret(bench.maker.key.bytes);
  const hashes: Record<string, string> = {};
  for (const [id, entry] of Object.entries(file.items)) {
    const item = await openItem(secret, file.id, id, entry, each.name);
    hashes[id] = await hash(formatItem(item));
  }
  return hashes;
}

/** Returns the SHA-256 of `bytes` in hexadecimal. */
export async function hash(bytes: Bytes): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

if (import.meta.main) {
  const folder = new URL("vaults/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".vault")) Deno.removeSync(new URL(name, folder));
  }
  for (const [name, bytes] of await makeKit()) Deno.writeFileSync(new URL(name, folder), bytes);
}
