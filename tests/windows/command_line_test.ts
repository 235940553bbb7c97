import assert from "node:assert/strict";
import { splitCommandLine } from "./split_command_line.ts";
import {
  BadArgument,
  batchLine,
  isBatchFile,
  programLine,
} from "../../src/windows/command_line.ts";

const ODD = [
  "",
  " ",
  "a b",
  'a"b',
  '"',
  '""',
  "\\",
  "a\\",
  "a b\\",
  'a\\"b',
  'a\\\\"b c\\\\',
  "%PATH%",
  "^&|<>()!",
  "ü 日本 😀",
  "tab\there",
  "--query=[].{a:b,c:'d'}",
  '{"a": "b\\\\c"}',
  "*?",
  "'single'",
  "`$x`",
];

Deno.test("programLine() gives a program exactly its arguments", () => {
  assert.deepEqual(splitCommandLine(programLine("aws", ODD)), ODD);
  for (const arg of ODD) {
    assert.deepEqual(splitCommandLine(programLine("C:\\a b\\aws.exe", [arg])), [arg]);
  }
});

Deno.test("programLine() quotes only what needs quotes, and refuses NUL and what is too long", () => {
  assert.equal(programLine("aws", ["s3", "ls", "a b", "C:\\x\\"]), `"aws" s3 ls "a b" C:\\x\\`);
  assert.throws(() => programLine("aws", ["a\0b"]), BadArgument);
  assert.throws(() => programLine("aws", ["x".repeat(33_000)]), BadArgument);
});

Deno.test("batchLine() leaves nothing for cmd.exe to run, expand or redirect", () => {
  const prefix = `"C:\\Windows\\System32\\cmd.exe" /e:ON /v:OFF /d /c "`;
  const line = (...args: string[]): string => {
    const all = batchLine("C:\\Windows\\System32\\cmd.exe", "C:\\a b\\aws.cmd", args);
    assert.ok(all.startsWith(prefix) && all.endsWith('"'), all);
    return all.slice(prefix.length, -1);
  };
  assert.equal(line("s3", "ls"), `"C:\\a b\\aws.cmd" s3 ls`);
  assert.equal(line("a&calc"), `"C:\\a b\\aws.cmd" "a&calc"`);
  assert.equal(line('a"&calc'), `"C:\\a b\\aws.cmd" "a""&calc"`);
  assert.equal(line("%PATH%"), `"C:\\a b\\aws.cmd" "%%cd:~,%PATH%%cd:~,%"`);
  assert.equal(line("", "a\\"), `"C:\\a b\\aws.cmd" "" "a\\\\"`);
  for (const arg of ODD) {
    // Outside of quotes are only harmless characters.
    const outside = line(arg).replaceAll(/"[^"]*"/g, "");
    assert.match(outside, /^[\w .,:/\\*?+#$@=-]*$/u, arg);
    assert.deepEqual(splitCommandLine(line(arg).replaceAll("%%cd:~,%", "%")), [arg], arg);
  }
});

Deno.test("batchLine() refuses what no batch file can receive", () => {
  for (const arg of ["a\nb", "a\rb", "a\0b", "a\x1ab", "x".repeat(9000)]) {
    assert.throws(() => batchLine("cmd.exe", "C:\\aws.cmd", [arg]), BadArgument);
  }
  for (const file of ["C:\\a%b.cmd", 'C:\\a"b.cmd', "C:\\aws.cmd.", "C:\\aws.cmd "]) {
    assert.throws(() => batchLine("cmd.exe", file, []), BadArgument, file);
  }
});

Deno.test("isBatchFile() sees through case, and through the dots and spaces that Windows ignores", () => {
  for (const file of ["a.cmd", "a.BAT", "a.bat.", "a.cmd . ."]) assert.ok(isBatchFile(file), file);
  for (const file of ["a.exe", "cmd", "a.cmd.exe"]) assert.ok(!isBatchFile(file), file);
});
