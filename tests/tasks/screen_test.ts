import assert from "node:assert/strict";
import { screen } from "../../tasks/screen.ts";
import { svg } from "../../tasks/svg.ts";

const shown = (text: string, columns = 20): string[] =>
  screen(text, columns).map((cells) => cells.map(({ character }) => character).join(""));

Deno.test("screen() shows what a terminal shows at the end", () => {
  assert.deepEqual(shown("one\r\ntwo\r\n"), ["one", "two"]);
  assert.deepEqual(shown("one\rO"), ["One"]);
  assert.deepEqual(shown("a\r\nb\x1b[1Ac"), ["ac", "b"]);
  assert.deepEqual(shown("keep\r\ngo\r\ngo\x1b[2A\x1b[Jx"), ["kex"]);
  assert.deepEqual(shown("abcdef\x1b[3D\x1b[K"), ["abc"]);
  assert.deepEqual(shown("old\x1b[H\x1b[2J\x1b[3Jnew"), ["new"]);
  assert.deepEqual(shown("x\x1b[4Gy\x1b[?25l\x1b]0;title\x07\x1b[1Cz"), ["x  y z"]);
  assert.deepEqual(shown("abcdef", 4), ["abcd", "ef"]);
  assert.deepEqual(shown("◇  é\b\b"), ["◇  é"]);
});

Deno.test("screen() keeps colors until they are reset", () => {
  const [cells] = screen("a\x1b[1;32mb\x1b[22mc\x1b[39md\x1b[90;7me\x1b[0mf", 20);
  assert.deepEqual(cells!.map(({ look }) => [look.color, look.bold, look.inverse]), [
    [null, false, false],
    [2, true, false],
    [2, false, false],
    [null, false, false],
    [8, false, true],
    [null, false, false],
  ]);
});

Deno.test("svg() writes text as text, not as markup", () => {
  const picture = svg(screen("\x1b[31m<b>&amp;\x1b[0m ok", 20), 20, "a < b");
  assert.match(picture, /<title>a &lt; b<\/title>/);
  assert.match(picture, /fill="#f07178">&lt;b&gt;&amp;amp;<\/text>/);
  assert.ok(!picture.includes("<b>"));
});

Deno.test("the pictures show no path of the machine that made them", () => {
  const folder = new URL("../../docs/pictures/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const screens = ["doctor.svg", "init.svg", "inspect.svg", "prompt.svg", "which.svg"];
  assert.deepEqual(names, ["benchmark-growth.svg", "benchmark-peers.svg", ...screens]);
  for (const name of names) {
    const text = Deno.readTextFileSync(new URL(name, folder));
    assert.doesNotMatch(text, /\/tmp\/|\/root|node_modules|opaws e2e|wJalr/, name);
  }
});
