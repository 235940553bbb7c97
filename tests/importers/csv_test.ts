import assert from "node:assert/strict";
import { accessKeysOfCsv, csvCandidates, parseCsv } from "../../src/importers/csv.ts";
import { UserError } from "../../src/errors.ts";
import { throwaway } from "../throwaway.ts";
import { pairs, plain } from "./plain.ts";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

Deno.test("parseCsv() splits as in RFC 4180, and counts lines", () => {
  const cases: [string, [number, string[]][]][] = [
    ["", []],
    ["a,b", [[1, ["a", "b"]]]],
    ["a,b\r\nc,d\r\n", [[1, ["a", "b"]], [2, ["c", "d"]]]],
    ["a\n\n\nb\n", [[1, ["a"]], [4, ["b"]]]],
    ["a,\n,b\n,\n", [[1, ["a", ""]], [2, ["", "b"]], [3, ["", ""]]]],
    ['"a","b ""c"" d","e,f"', [[1, ["a", 'b "c" d', "e,f"]]]],
    ['"a\r\nb",c\r\nd', [[1, ["a\r\nb", "c"]], [3, ["d"]]]],
    ['"",""\n', [[1, ["", ""]]]],
    ['a"b,c', [[1, ['a"b', "c"]]]],
    ["a\rb", [[1, ["a"]], [2, ["b"]]]],
    ["\uFEFFa,b", [[1, ["a", "b"]]]],
    ["a,", [[1, ["a", ""]]]],
    [",", [[1, ["", ""]]]],
  ];
  for (const [text, rows] of cases) {
    const found = parseCsv(text, "f").map(({ line, fields }) => [line, fields]);
    assert.deepEqual(found, rows, JSON.stringify(text));
  }
});

Deno.test("parseCsv() refuses a quote that is not closed, or closed in the middle of a field (64)", () => {
  for (const text of ['"a', 'a\n"b', '"a"b,c', '"', '"a""']) {
    assert.throws(
      () => parseCsv(text, "f"),
      (error) =>
        error instanceof UserError && error.status === 64 && /^cannot read f: /.test(error.message),
      text,
    );
  }
});

Deno.test("accessKeysOfCsv() reads files from the console", () => {
  const found = accessKeysOfCsv(
    `\uFEFFUser name,Password,Access key ID,Secret access key,Console login link\r\n` +
      `ann,,${ID},${SECRET},https://x\r\n"bob, jr",x,AKIAI44QH8DHBEXAMPLE,"${SECRET}",\r\n` +
      `carl,x,,,\r\ndora,x,ASIAIOSFODNN7EXAMPLE,y\r\n`,
    "/a b/new_user_credentials.csv",
  );
  assert.deepEqual(plain(found.slice(0, 2)), [
    {
      source: "new_user_credentials.csv line 2",
      kind: "csv",
      suggestedTitle: "AWS ann",
      accessKeyId: ID,
      secret: SECRET,
      temporary: false,
    },
    {
      source: "new_user_credentials.csv line 3",
      kind: "csv",
      suggestedTitle: "AWS bob, jr",
      accessKeyId: "AKIAI44QH8DHBEXAMPLE",
      secret: SECRET,
      temporary: false,
    },
  ]);
  assert.deepEqual(found.slice(2).map((each) => [each.source, each.temporary]), [
    ["new_user_credentials.csv line 5", true],
  ]);
});

Deno.test("accessKeysOfCsv() accepts the columns in any order and case", () => {
  const cases = [
    `Access key ID,Secret access key\n${ID},${SECRET}`,
    `"ACCESS KEY ID" , "secret access key"\n${ID},${SECRET}`.replaceAll(" , ", ","),
    `Secret Access Key,User Name,Access Key Id\r\n ${SECRET} ,x, ${ID} \r\n`,
  ];
  for (const text of cases) {
    assert.deepEqual(pairs(accessKeysOfCsv(text, "k.csv")), [["k.csv line 2", ID, SECRET]], text);
  }
});

Deno.test("accessKeysOfCsv() refuses other files by name (64)", () => {
  for (const text of ["", "\n", "a,b\n1,2\n", `${ID},${SECRET}\n`, "Access key ID\nx\n"]) {
    assert.throws(
      () => accessKeysOfCsv(text, "/d/k.csv"),
      (error) =>
        error instanceof UserError && error.status === 64 &&
        error.message.startsWith("cannot read /d/k.csv: ") && !error.message.includes(SECRET),
      text,
    );
  }
});

Deno.test("csvCandidates() reads a file, and refuses a missing (66) and a wrong one (64)", () => {
  using place = throwaway();
  const path = `${place.folder}/keys.csv`;
  Deno.writeTextFileSync(path, `Access key ID,Secret access key\n${ID},${SECRET}\n`);
  Deno.chmodSync(path, 0o664);
  assert.deepEqual(pairs(csvCandidates(path)), [["keys.csv line 2", ID, SECRET]]);
  const cases: [string, number][] = [
    [`${place.folder}/none.csv`, 66],
    [`${place.folder}/none/none.csv`, 66],
    [place.folder, 64],
    [`${place.folder}/latin.csv`, 64],
  ];
  Deno.writeFileSync(`${place.folder}/latin.csv`, new Uint8Array([0xff, 0xfe, 0x41, 0x00]));
  for (const [wrong, status] of cases) {
    assert.throws(
      () => csvCandidates(wrong),
      (error) =>
        error instanceof UserError && error.status === status && error.message.includes(wrong),
      wrong,
    );
  }
});
