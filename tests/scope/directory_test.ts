import assert from "node:assert/strict";
import { normalizeDirectory, selfAndParents } from "../../src/scope/directory.ts";

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
