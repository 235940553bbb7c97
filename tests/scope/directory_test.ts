import assert from "node:assert/strict";
import { normalizeDirectory } from "../../src/scope/directory.ts";

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
