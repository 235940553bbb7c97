// Truncates a vault to every length and flips every bit of it, one at a time, and runs opaws after each change:
// `run_damaged.ts <vault file> run -- <command>`. Prints as JSON how often each error ended it. The command must never
// start: this process would become it and print no JSON.
import { run } from "../../src/commands/run.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";

const [path, , ...args] = Deno.args;
const good = Deno.readFileSync(path!);
const seen = new Map<string, number>();
for (const bytes of variants()) {
  Deno.writeFileSync(path!, bytes);
  const ended = await errorOf(() => run(denoHost, args));
  const now = Deno.readFileSync(path!);
  if (now.length !== bytes.length || !now.every((byte, at) => byte === bytes[at])) {
    throw new Error("the file was changed");
  }
  seen.set(ended, (seen.get(ended) ?? 0) + 1);
}
Deno.writeFileSync(path!, good);
console.log(JSON.stringify(Object.fromEntries(seen)));

/**
 * Yields the variants. None removes only the last newline, because that leaves the same vault. Those with another id come
 * first: each asks for a password, and opaws restarts before a question if there are copies of a key. That would restart
 * this program.
 */
function* variants(): Iterable<Uint8Array> {
  const id = new TextDecoder().decode(good).indexOf('"id":"') + '"id":"'.length;
  yield* flipped(id, id + 36);
  for (let length = 0; length < good.length - 1; length++) yield good.subarray(0, length);
  yield* flipped(0, id);
  yield* flipped(id + 36, good.length);
}

/** Yields the file with each bit of the bytes from `from` to `to` flipped, one at a time. */
function* flipped(from: number, to: number): Iterable<Uint8Array> {
  for (let at = from; at < to; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = good.slice();
      flipped[at] = flipped[at]! ^ (1 << bit);
      yield flipped;
    }
  }
}

async function errorOf(action: () => Promise<unknown>): Promise<string> {
  try {
    return `ended with ${await action()}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (/AWS dev|AKIA|wJalr/.test(`${error.message}${error.try ?? ""}`)) return "an item is shown";
    return `${error.status} ${error.code}`;
  }
}
