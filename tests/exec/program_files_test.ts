import assert from "node:assert/strict";
import { programFiles, programName } from "../../src/exec/find_program.ts";

Deno.test("programFiles() reads PATH as on Windows, and quoted entries, and tries each extension", () => {
  const search = {
    platform: "windows",
    extensions: ".EXE;.CMD;nonsense",
    path: 'C:\\Tools\\;"D:\\a;b";relative;;\\\\server\\share;C:/state/Shims',
    shims: ["c:\\state\\shims"],
  } as const;
  assert.deepEqual(programFiles("aws", search), [
    "C:\\Tools\\aws.exe",
    "C:\\Tools\\aws.cmd",
    "D:\\a;b\\aws.exe",
    "D:\\a;b\\aws.cmd",
    "\\\\server\\share\\aws.exe",
    "\\\\server\\share\\aws.cmd",
  ]);
  assert.deepEqual(programFiles("aws.CMD", { ...search, path: "C:\\a" }), ["C:\\a\\aws.CMD"]);
  assert.deepEqual(programFiles("x\\aws", { ...search, path: "C:\\a" }), [
    "x\\aws.exe",
    "x\\aws.cmd",
  ]);
  assert.deepEqual(programFiles("C:aws.exe", search), ["C:aws.exe"]);
  const plain = { platform: "windows", path: "C:\\a", shims: [] } as const;
  assert.deepEqual(programFiles("aws", plain).map((file) => file.slice(8)), [
    ".com",
    ".exe",
    ".bat",
    ".cmd",
  ]);
});

Deno.test("programFiles() skips relative and empty entries and shims on other systems", () => {
  const path = "/one/:rel:.::/shims:/two";
  assert.deepEqual(programFiles("aws", { platform: "linux", path, shims: ["/shims"] }), [
    "/one/aws",
    "/two/aws",
  ]);
  assert.deepEqual(programFiles("./aws", { platform: "linux", path, shims: [] }), ["./aws"]);
  assert.deepEqual(programFiles("a\\b", { platform: "darwin", path: "/x", shims: [] }), [
    "/x/a\\b",
  ]);
});

Deno.test("programName() returns the tool's name from a path", () => {
  assert.equal(programName("/usr/bin/aws", "linux"), "aws");
  assert.equal(programName("aws.exe", "linux"), "aws.exe");
  assert.equal(programName("C:\\Program Files\\Amazon\\aws.EXE", "windows"), "aws");
  assert.equal(programName("tools/cdk.cmd", "windows"), "cdk");
  assert.equal(programName("terraform", "windows"), "terraform");
});
