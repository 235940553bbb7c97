import assert from "node:assert/strict";
import {
  absolutePath,
  isAbsolute,
  isPath,
  isRelativePath,
  isSamePath,
  isWithin,
  joinPath,
  joinPathList,
  nameOf,
  namesIn,
  nativePath,
  normalizeDirectory,
  parentOf,
  pathOfUrl,
  restIn,
  selfAndParents,
  splitPathList,
  urlOfPath,
} from "../../src/fs/path.ts";

Deno.test("selfAndParents() goes up to the root, on POSIX and Windows", () => {
  const cases: [string, string[]][] = [
    ["/", ["/"]],
    ["/a", ["/a", "/"]],
    ["/a/b c/ü", ["/a/b c/ü", "/a/b c", "/a", "/"]],
    ["/x/C:/y", ["/x/C:/y", "/x/C:", "/x", "/"]],
    ["\\\\host", ["\\\\host"]],
    ["/a\\b/c", ["/a\\b/c", "/a\\b", "/"]],
    ["C:\\", ["C:\\"]],
    ["C:\\a", ["C:\\a", "C:\\"]],
    ["C:\\a\\b", ["C:\\a\\b", "C:\\a", "C:\\"]],
    ["\\\\host\\share\\a", ["\\\\host\\share\\a", "\\\\host\\share\\"]],
  ];
  for (const [path, wanted] of cases) assert.deepEqual(selfAndParents(path), wanted, path);
});

Deno.test("isAbsolute() refuses what depends on the current drive or folder of Windows", () => {
  for (const path of ["C:\\a", "c:/", "\\\\host\\share", "//host/share"]) {
    assert.equal(isAbsolute(path, "windows"), true, path);
  }
  for (const path of ["", "a", "\\a", "/a", "C:a", "C:", ".\\a", "\\\\", "~\\a"]) {
    assert.equal(isAbsolute(path, "windows"), false, path);
  }
  assert.equal(isAbsolute("/a", "linux"), true);
  assert.equal(isAbsolute("C:\\a", "linux"), false);
});

Deno.test("nativePath() removes slashes at the end, and writes backslashes on Windows only", () => {
  const windows: [string, string][] = [
    ["C:/Users/me/", "C:\\Users\\me"],
    ["C:\\", "C:\\"],
    ["C:/", "C:\\"],
    ["//host/share/a/", "\\\\host\\share\\a"],
    ["\\\\host\\share\\", "\\\\host\\share\\"],
    ["C:\\a b\\\\", "C:\\a b"],
  ];
  for (const [path, wanted] of windows) assert.equal(nativePath(path, "windows"), wanted, path);
  assert.equal(nativePath("/a\\b/", "linux"), "/a\\b");
  assert.equal(nativePath("/", "linux"), "/");
});

Deno.test("joinPath() and parentOf() use the separator of the path", () => {
  assert.equal(joinPath("/a", "b", "c"), "/a/b/c");
  assert.equal(joinPath("/", "b"), "/b");
  assert.equal(joinPath("/a\\", "b"), "/a\\/b");
  assert.equal(joinPath("C:\\a", "b", "c"), "C:\\a\\b\\c");
  assert.equal(joinPath("C:\\", "b"), "C:\\b");
  assert.equal(joinPath("\\\\host\\share\\", "b"), "\\\\host\\share\\b");
  assert.equal(parentOf("/a/b"), "/a");
  assert.equal(parentOf("/a"), "/");
  assert.equal(parentOf("/"), "/");
  assert.equal(parentOf("C:\\a\\b"), "C:\\a");
  assert.equal(parentOf("C:\\a"), "C:\\");
  assert.equal(parentOf("C:/a/b"), "C:/a");
  assert.equal(parentOf("\\\\host\\share\\a"), "\\\\host\\share\\");
});

Deno.test("nameOf() returns the last part, after a drive too", () => {
  assert.equal(nameOf("/a/b.c", "linux"), "b.c");
  assert.equal(nameOf("a\\b", "linux"), "a\\b");
  assert.equal(nameOf("a\\b/c.exe", "windows"), "c.exe");
  assert.equal(nameOf("C:aws.exe", "windows"), "aws.exe");
  assert.equal(nameOf("C:\\a\\b", "linux"), "b");
});

Deno.test("isWithin() and isSamePath() ignore case on Windows only", () => {
  assert.equal(isWithin("C:\\Users\\Me\\x", "c:/users/me/"), true);
  assert.equal(isWithin("C:\\Users\\Meg", "C:\\Users\\Me"), false);
  assert.equal(isWithin("C:\\x", "C:\\"), true);
  assert.equal(isWithin("/a/b", "/a"), true);
  assert.equal(isWithin("/ab", "/a"), false);
  assert.equal(isWithin("/A/b", "/a"), false);
  assert.equal(isWithin("/a", "/"), true);
  assert.equal(isSamePath("C:\\A\\", "c:/a"), true);
  assert.equal(isSamePath("/A", "/a"), false);
});

Deno.test("splitPathList() takes quotes on Windows, and joinPathList() writes them", () => {
  const cases: [string, string[]][] = [
    ["", [""]],
    ["C:\\a", ["C:\\a"]],
    ["C:\\a;C:\\b;", ["C:\\a", "C:\\b", ""]],
    [";C:\\a;;C:\\b", ["", "C:\\a", "", "C:\\b"]],
    ['"C:\\a;b";C:\\c', ["C:\\a;b", "C:\\c"]],
    ['C:\\"x;y"\\z;C:\\c', ["C:\\x;y\\z", "C:\\c"]],
    [" C:\\a ;C:\\b", ["C:\\a", "C:\\b"]],
  ];
  for (const [value, wanted] of cases) {
    assert.deepEqual(splitPathList(value, "windows"), wanted, value);
  }
  const folders = ["C:\\a;b", "C:\\c"];
  assert.deepEqual(splitPathList(joinPathList(folders, "windows"), "windows"), folders);
  assert.deepEqual(splitPathList("/a::/b;c", "linux"), ["/a", "", "/b;c"]);
  assert.equal(joinPathList(["/a", "/b"], "linux"), "/a:/b");
});

Deno.test("pathOfUrl() returns paths of drives and shares", () => {
  assert.equal(pathOfUrl(new URL("file:///Z:/w/a%20b.js"), "windows"), "Z:\\w\\a b.js");
  assert.equal(pathOfUrl(new URL("file://host/share/a.js"), "windows"), "\\\\host\\share\\a.js");
  assert.equal(pathOfUrl(new URL("file:///a%20b/c.js"), "linux"), "/a b/c.js");
});

Deno.test("absolutePath() leaves an absolute path as it is", () => {
  assert.equal(absolutePath("C:\\b.json", "C:\\a", "windows"), "C:\\b.json");
  assert.equal(absolutePath("b.json", "C:\\a", "windows"), "C:\\a\\b.json");
  assert.equal(absolutePath("/b", "/a", "linux"), "/b");
  assert.equal(absolutePath("b", "/a", "linux"), "/a/b");
});

Deno.test("normalizeDirectory() accepts what people write, and refuses what is never a real path", () => {
  const cases: [string, string | null][] = [
    ["/", "/"],
    ["//", "/"],
    ["/a", "/a"],
    ["/a/", "/a"],
    ["/a//b/", "/a/b"],
    ["/x/C:/y//z", "/x/C:/y/z"],
    ["/a\\", "/a\\"],
    ["C:\\", "C:\\"],
    ["C:\\a\\", "C:\\a"],
    ["c:/a/b c/", "C:\\a\\b c"],
    ["\\\\host\\share\\a\\", "\\\\host\\share\\a"],
    ["", null],
    ["a", null],
    ["~", null],
    ["~/a", null],
    ["./a", null],
    ["/a/.", null],
    ["/a/../b", null],
    ["C:a", null],
  ];
  for (const [path, wanted] of cases) assert.equal(normalizeDirectory(path), wanted, path);
});

Deno.test("isPath() and isRelativePath() say what is not searched for on PATH, and what a folder decides", () => {
  const cases: [string, "linux" | "windows", boolean, boolean][] = [
    ["aws", "linux", false, false],
    ["a\\b", "linux", false, false],
    ["./aws", "linux", true, true],
    ["/bin/aws", "linux", true, false],
    ["aws.exe", "windows", false, false],
    ["bin\\aws", "windows", true, true],
    ["\\aws", "windows", true, true],
    ["/aws", "windows", true, true],
    ["C:aws", "windows", true, true],
    ["C:/aws", "windows", true, false],
    ["\\\\host\\share\\aws", "windows", true, false],
  ];
  for (const [name, platform, path, relative] of cases) {
    assert.equal(isPath(name, platform), path, name);
    assert.equal(isRelativePath(name, platform), relative, name);
  }
});

Deno.test("namesIn() leaves out empty names and dots, and restIn() what is not below", () => {
  assert.deepEqual(namesIn("/a//b/./../c\\d/"), ["a", "b", "..", "c\\d"]);
  assert.deepEqual(namesIn("C:\\a/b"), ["C:", "a", "b"]);
  assert.equal(restIn("/h/me/x", "/h/me"), "/x");
  assert.equal(restIn("/h/me", "/h/me"), "");
  assert.equal(restIn("/h/men", "/h/me"), null);
  assert.equal(restIn("c:\\users\\ME\\x", "C:\\Users\\me"), "\\x");
});

Deno.test("urlOfPath() returns what pathOfUrl() reads", () => {
  const cases: [string, string, "linux" | "windows"][] = [
    ["/a b/%#?/ü", "file:///a%20b/%25%23%3F/%C3%BC", "linux"],
    ["C:\\Zoë & co\\x.html", "file:///C:/Zo%C3%AB%20%26%20co/x.html", "windows"],
    ["\\\\host\\share\\x", "file://host/share/x", "windows"],
  ];
  for (const [path, url, platform] of cases) {
    assert.equal(urlOfPath(path), url);
    assert.equal(pathOfUrl(new URL(url), platform), path);
  }
});
