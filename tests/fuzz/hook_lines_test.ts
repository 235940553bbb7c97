import assert from "node:assert/strict";
import fc from "fast-check";
import { withHookLines, withoutHookLines } from "../../src/shell/hook_lines.ts";
import { fuzz } from "./fuzz.ts";

const LINE = `eval "$('/opt/opaws' hook bash)"`;
const pieces = fc.constantFrom(
  ..."# >>> opaws >>>|# <<< opaws <<<|# >>> other >>>|export A=1|alias ll='ls -l'| # >>> opaws >>>|| |\\|if true; then|fi"
    .split("|"),
  LINE,
);
const texts = fc.oneof(
  fc.array(fc.tuple(pieces, fc.constantFrom("\n", "\n", "\n", "\r\n", "")), { maxLength: 12 })
    .map((lines) => lines.flat().join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
);

Deno.test("withHookLines() keeps the rest of the file, and changes nothing the second time", async () => {
  await fuzz(
    "startup files",
    fc.property(texts, (text) => {
      const once = withHookLines(text, LINE);
      assert.equal(withHookLines(once, LINE), once);
      assert.equal(once.split(LINE).length - 1 >= 1, true);
      if (text.includes("opaws")) return;
      assert.ok(once.startsWith(text), "what was there stands first, as it was");
      assert.equal(withoutHookLines(once), text);
    }),
  );
});
