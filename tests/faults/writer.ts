// A separate process that adds items to a vault: `writer.ts <home> <vault> <key in hex> <first> <count> [at once]`.
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { pathsIn, sampleItem } from "../vault/temp_vault.ts";

const [home, name, hex, first, count, atOnce] = Deno.args;
const key = new VaultKey(Uint8Array.fromHex(hex!) as Uint8Array<ArrayBuffer>);
/** Adds an item. On a very busy machine, the writers before this one hold the lock for longer than it waits. */
async function add(n: number): Promise<void> {
  for (;;) {
    try {
      await changeVault(
        denoHost,
        pathsIn(home!),
        name!,
        key,
        (draft) => draft.putItem(sampleItem(`item ${n}`, { notes: "x".repeat(2_000) })),
      );
      return;
    } catch (error) {
      if (!(error instanceof UserError) || error.exit !== "busy") throw error;
    }
  }
}
const numbers = Array.from({ length: Number(count) }, (_, n) => Number(first) + n);
if (atOnce) await Promise.all(numbers.map(add));
else for (const n of numbers) await add(n);
