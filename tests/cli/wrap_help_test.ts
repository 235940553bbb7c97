import assert from "node:assert/strict";
import { wrapHelp } from "../../src/cli/wrap_help.ts";

// deno-lint-ignore no-control-regex
const STYLE = /\x1b\[[\d;]*m/g;

const PAGE =
  `Makes what is long enough to be broken, at a space and never in the middle of one of its words.
Usage: opaws make [--json] [--vault NAME] [--password-stdin] [--label LABEL] [--expires TIME]
       opaws make again [--json] [--vault NAME] [--password-stdin] [--label LABEL] TIME

  --label LABEL               A word to know it by, or two, or three, or as many as there are.
  TIME                        When.

Examples:
  opaws make --label "a label with   spaces in it that is long" --expires 90d | another command`;

const WRAPPED = `Makes what is long enough to be broken, at a space and never in the middle of
one of its words.
Usage: opaws make [--json] [--vault NAME] [--password-stdin] [--label LABEL]
           [--expires TIME]
       opaws make again [--json] [--vault NAME] [--password-stdin]
           [--label LABEL] TIME

  --label LABEL               A word to know it by, or two, or three, or as many
                              as there are.
  TIME                        When.

Examples:
  opaws make --label "a label with   spaces in it that is long" --expires 90d | another command`;

Deno.test("wrapHelp() breaks a page at 80 columns, below where a line began, and leaves examples whole", () => {
  assert.equal(wrapHelp(PAGE), WRAPPED);
  assert.equal(wrapHelp(WRAPPED), WRAPPED);
});

Deno.test("wrapHelp() takes the terminal's styles for no columns, and keeps them", () => {
  const styled = PAGE.replace("Usage:", "\x1b[1;2mUsage:\x1b[0m")
    .replaceAll("[--", "\x1b[2m[\x1b[0m\x1b[3m--")
    .replace("  --label LABEL ", "  \x1b[3m--label\x1b[0m \x1b[4m\x1b[2mLABEL\x1b[0m ");
  assert.equal(wrapHelp(styled).replace(STYLE, ""), WRAPPED);
  assert.equal(wrapHelp(styled).match(STYLE)!.length, styled.match(STYLE)!.length);
});

Deno.test("wrapHelp() lets a word that is longer than a line stand alone", () => {
  const long = "x".repeat(100);
  assert.equal(wrapHelp(`a ${long} b`), `a\n${long}\nb`);
});
