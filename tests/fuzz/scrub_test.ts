import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAwsFile } from "../../src/aws/config/parse.ts";
import { scrub } from "../../src/aws/config/scrub.ts";
import { UserError } from "../../src/errors.ts";
import { fuzz } from "./fuzz.ts";

const HELD = ["AKIAHELDAAAAAAAAAAAA", "HeldSecret/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] as const;
const OTHER = ["AKIAOTHERBBBBBBBBBBB", "OtherSecret/BBBBBBBBBBBBBBBBBBBBBBBBBBBB"] as const;

const NOTES =
  "# note|; note|region = eu-west-1|role_arn = x|s3 =\n  a = b||  indented|output=json\n  more\n\n  again|# kept"
    .split("|");
const line = fc.constantFrom(
  ...[HELD, HELD, OTHER].flatMap(([id, secret]) => [
    `aws_access_key_id = ${id}`,
    `aws_secret_access_key = ${secret}`,
    `AWS_ACCESS_KEY_ID:${id}`,
    `aws_secret_access_key=\n  ${secret}`,
    `aws_access_key_id = ${id}\n# between\naws_secret_access_key = ${secret}`,
  ]),
  ...NOTES,
);
/** A complete pair among other lines. Random lines alone are mostly refused, or half a pair. */
const pair = fc.tuple(
  fc.constantFrom(HELD, HELD, OTHER),
  fc.shuffledSubarray(NOTES, { maxLength: 3 }),
).map(([[id, secret], [between = "", ...after]]) => [
  `aws_access_key_id = ${id}`,
  between,
  `aws_secret_access_key = ${secret}`,
  ...after,
]);
const section = fc.tuple(
  fc.constantFrom("[default]", "[a]", "[profile b]", "[c]", "[DEFAULT]", " [d]"),
  fc.oneof(fc.uniqueArray(line, { maxLength: 5 }), pair),
);
const end = fc.constantFrom("\n", "\n", "\r\n", "\r");
const files = fc.tuple(
  fc.uniqueArray(section, { maxLength: 4, selector: ([header]) => header }),
  end,
  fc.boolean(),
).map(([sections, end, last]) => {
  const text = sections.map(([header, lines]) => [header, ...lines].join("\n")).join("\n");
  return (last ? `${text}\n` : text).replaceAll("\n", end);
});

/** Returns the pairs in `text`, by section. */
function pairsOf(text: string): [string, unknown, unknown][] {
  return parseAwsFile(text, "the file").map(({ name, values }) => [
    name,
    values.get("aws_access_key_id")?.value,
    values.get("aws_secret_access_key")?.value,
  ]);
}

Deno.test("scrub() removes the stored pairs, adds nothing, and keeps the rest of what aws reads", async () => {
  let scrubbed = 0;
  const isHeld = (id: string, secret: { reveal(): string }): boolean =>
    id === HELD[0] && secret.reveal() === HELD[1];
  await fuzz(
    "files to scrub",
    fc.property(files, (text) => {
      let result: ReturnType<typeof scrub>;
      try {
        result = scrub(text, "the file", isHeld);
      } catch (error) {
        assert.ok(error instanceof UserError && error.status === 78, String(error));
        assert.ok(!error.message.includes(HELD[1]) && !error.message.includes(OTHER[1]));
        return;
      }
      if (result.removed.length === 0) return assert.equal(result.text, text);
      scrubbed += 1;
      // The remaining lines are from the input, in order.
      const lines = text.split(/(?<=\r\n|\r(?!\n)|\n)/);
      const left = result.text.split(/(?<=\r\n|\r(?!\n)|\n)/).filter((each) => each !== "");
      let at = 0;
      for (const each of left) {
        while (at < lines.length && lines[at] !== each) at += 1;
        assert.ok(at++ < lines.length, `a line that was not there: ${JSON.stringify(each)}`);
      }
      const names = new Set(result.removed.map(({ profile }) => profile));
      const after = new Map(pairsOf(result.text).map(([name, ...pair]) => [name, pair]));
      for (const [name, id, secret] of pairsOf(text)) {
        const wanted = names.has(name) ? [undefined, undefined] : [id, secret];
        assert.deepEqual(after.get(name), wanted, name);
        if (names.has(name)) assert.deepEqual([id, secret], HELD);
      }
    }),
  );
  assert.ok(scrubbed > 1000, `${scrubbed} scrubbed`);
});
