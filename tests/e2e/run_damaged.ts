// Damages the vault named first in every way, cut off at each length and with each bit turned, and runs the words that
// follow after each: `run_damaged.ts <vault file> run -- <command>`. Answers how often each fault ended it, as JSON.
// The command is never started; were it, this process would become it and answer nothing.
import { run } from "../../src/commands/run.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost } from "../../src/host.ts";

const [path, , ...words] = Deno.args;
const good = Deno.readFileSync(path!);
const seen = new Map<string, number>();
for (const bytes of variants()) {
  Deno.writeFileSync(path!, bytes);
  const ended = await errorOf(() => run(denoHost, words));
  const now = Deno.readFileSync(path!);
  if (now.length !== bytes.length || !now.every((byte, at) => byte === bytes[at])) {
    throw new Error("the file was changed");
  }
  seen.set(ended, (seen.get(ended) ?? 0) + 1);
}
Deno.writeFileSync(path!, good);
console.log(JSON.stringify(Object.fromEntries(seen)));

/** The last line break is left in the file: without it it is the same vault. */
function* variants(): Iterable<Uint8Array> {
  for (let length = 0; length < good.length - 1; length++) yield good.subarray(0, length);
  for (let at = 0; at < good.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const turned = good.slice();
      turned[at] = turned[at]! ^ (1 << bit);
      yield turned;
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
