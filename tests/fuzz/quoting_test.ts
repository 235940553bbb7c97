import assert from "node:assert/strict";
import fc from "fast-check";
import { quote, quoteIfNeeded } from "../../src/quote.ts";
import { batch, CASES } from "./fuzz.ts";
import { ignoreWithout } from "../ignore.ts";

const BATCH = 1000;
const PIECES =
  "' \" \\ ` $ $(exit) ${x} ! !! # ~ * ? [a] {a,b} ; & | < > ( ) \n \r \t \x1b -n -- % %s = \\' '' \\\\ \\n"
    .split(" ").concat(" ", "é", "😀", "\u2028", "END OF WORDS", "\x7f", "\x01");
const texts = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((all) => all.join("")),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
).map((text) => text.toWellFormed().replaceAll("\0", ""));

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test({
    name: `quote() and quoteIfNeeded() pass ${CASES} random texts through ${shell} unchanged`,
    ignore: ignoreWithout(shell),
    async fn() {
      const all = batch(`quoting for ${shell}`, texts);
      for (let at = 0; at < all.length; at += BATCH) {
        const some = all.slice(at, at + BATCH);
        const script = some.map((text) =>
          `printf '%s\\0' ${quote(shell, text)} ${quoteIfNeeded(shell, text)}`
        ).join("\n");
        const got = await run(shell, script);
        some.forEach((text, index) => {
          const pair = [got[2 * index], got[2 * index + 1]];
          assert.deepEqual(pair, [text, text], `${JSON.stringify(text)}: ${quote(shell, text)}`);
        });
        assert.equal(got.length, 2 * some.length);
      }
    },
  });
}

async function run(shell: string, script: string): Promise<string[]> {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    Deno.writeTextFileSync(`${folder}/script`, script);
    const options = { bash: ["--norc"], zsh: ["-f"], fish: ["-N"] }[shell]!;
    const { success, stdout, stderr } = await new Deno.Command(shell, {
      args: [...options, `${folder}/script`],
      env: { HOME: folder, XDG_CONFIG_HOME: folder, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    assert.ok(success);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0").slice(0, -1);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
