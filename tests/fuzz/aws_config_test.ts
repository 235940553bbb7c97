import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAwsFile } from "../../src/aws/config/parse.ts";
import { UserError } from "../../src/errors.ts";
import { ignoreWithoutBotocore, python } from "../aws/python.ts";
import { batch, fuzz, mangled } from "./fuzz.ts";

const ASK = `
import json, os, sys, tempfile
import botocore.configloader, botocore.exceptions
handle, path = tempfile.mkstemp()
os.close(handle)
answers = []
for text in json.load(sys.stdin):
    with open(path, "wb") as file:
        file.write(text.encode())
    try:
        answers.append(botocore.configloader.raw_config_parse(path))
    except botocore.exceptions.ConfigParseError:
        answers.append(None)
os.unlink(path)
json.dump(answers, sys.stdout)
`;

const PIECES = [
  "[default]",
  "[profile a]",
  "[profile b]",
  "[DEFAULT]",
  "[default ]",
  "[]",
  "[]]",
  "[a]b]",
  "[",
  "]",
  "[profile 'q']",
  "[sso-session s]",
  "[services x]",
  "[Default]",
  " [profile c]",
  "[profile a] ; x",
  "region",
  "REGION",
  "region=eu",
  "region = eu",
  "region:eu",
  "output : json = x",
  "=",
  ":",
  "= x",
  "s3 =",
  "s3 =\n  a = b",
  "s3 =\n  bad",
  "  a = b",
  "\tcont",
  " ",
  "  ",
  "# note",
  "; note",
  "  # note",
  "rem x",
  "__proto__ = 1",
  "constructor=2",
  "a%(b)s = %",
  "\u0130=1",
  "\u1e9e = 2",
  "\u03a3=c",
  "é = ü",
  "\u00a0",
  "\u2028",
  "\x85",
  "\x1c",
  "\x0b",
  "\x0c",
  "\ufeff",
  "\0",
  "x\\",
  '"',
  "'",
  "key =   ",
  "key=#",
  "key = a ; b",
  "role_arn=arn:aws:iam::1:role/x",
];
const ends = fc.constantFrom("\n", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "");
const lines = fc.array(fc.tuple(fc.constantFrom(...PIECES), ends), { maxLength: 10 })
  .map((all) => all.map((line) => line.join("")).join(""));
const texts = fc.oneof(
  lines,
  lines.map((text) => `[default]\n${text}`),
  mangled(lines.map((text) => `[default]\nregion = a\n${text}`), PIECES),
);

function byOpaws(text: string): Record<string, unknown> | null {
  try {
    const sections = parseAwsFile(text, "the file").map(({ name, values }) => {
      const pairs = [...values].map(([key, { value }]) => [
        key,
        typeof value === "string" ? value : plain(value),
      ]);
      return [name, plain(pairs as [string, unknown][])] as const;
    });
    return plain(sections);
  } catch (error) {
    assert.ok(error instanceof UserError && error.status === 78, String(error));
    return null;
  }
}

/** Returns an object without a prototype and with sorted keys. */
function plain(pairs: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of [...pairs].sort(([a], [b]) => a < b ? -1 : 1)) object[key] = value;
  return object;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return plain(Object.entries(value).map(([key, each]) => [key, sorted(each)] as const));
}

Deno.test({
  name: "parseAwsFile() reads or refuses random files as botocore does",
  ignore: ignoreWithoutBotocore(),
  async fn() {
    const all = batch(
      "AWS config files against botocore",
      texts.filter((text) => text.isWellFormed()),
    );
    const wanted = await python(ASK, all);
    let read = 0;
    const differing = all.filter((text, index) => {
      const [own, theirs] = [byOpaws(text), sorted(wanted[index])];
      if (own !== null) read += 1;
      return JSON.stringify(own) !== JSON.stringify(theirs);
    }).sort((a, b) => a.length - b.length);
    const shown = differing.slice(0, 5).map((text) =>
      `${JSON.stringify(text)}\n  opaws:    ${JSON.stringify(byOpaws(text))}\n` +
      `  botocore: ${JSON.stringify(wanted[all.indexOf(text)])}`
    );
    assert.deepEqual(differing.length, 0, `${differing.length} differ:\n${shown.join("\n")}`);
    assert.ok(read > all.length / 10 && read < all.length * 0.9, `${read} were read`);
  },
});

Deno.test("parseAwsFile() reads any text or refuses it (78)", async () => {
  const any = fc.oneof(texts, fc.string({ unit: "binary", maxLength: 200 }));
  await fuzz("AWS config files", fc.property(any, (text) => void byOpaws(text)));
});
