import assert from "node:assert/strict";
import { expandPath } from "../../../src/aws/config/expand_path.ts";

const USERS =
  "root:x:0:0:root:/root:/bin/sh\nann:x:1:1::/home/ann/:/bin/sh\nslash:x:2:2::/:/bin/sh\n";

Deno.test("expandPath() replaces variables and ~ as Python does", () => {
  const environment: Readonly<Record<string, string>> = { A: "x", B: "~/b", E: "" };
  const cases: [string, string][] = [
    ["~", "/h"],
    ["~/a", "/h/a"],
    ["~ann/a", "/home/ann/a"],
    ["~ann", "/home/ann"],
    ["~slash", "/"],
    ["~nobody-here/a", "~nobody-here/a"],
    ["a/~", "a/~"],
    ["$A/${A}/$Ab/${C}$", "x/x/$Ab/${C}$"],
    ["$B", "/h/b"],
    ["$E/a", "/a"],
    ["/plain", "/plain"],
    ["$$A", "$x"],
    ["", ""],
  ];
  const host = { env: (name: string) => environment[name] };
  for (const [path, expanded] of cases) {
    assert.equal(expandPath(path, host, "/h", () => USERS), expanded, path);
  }
});
