import assert from "node:assert/strict";
import { readableLine, shortenHome } from "../src/home_path.ts";

const CASES: readonly [text: string, short: string][] = [
  ["/home/me/x", "~/x"],
  ["/home/me", "~"],
  ["/home/me/", "~/"],
  ["/home/meg/x", "/home/meg/x"],
  ["/home/me.old/x", "/home/me.old/x"],
  ["/home/me,x/y", "/home/me,x/y"],
  ["/mnt/home/me/x", "/mnt/home/me/x"],
  ["file:///home/me/x", "file:///home/me/x"],
  ["cannot read /home/me/a: /home/me is not a folder", "cannot read ~/a: ~ is not a folder"],
  ['cannot read "/home/me/a b" (in /home/me)', 'cannot read "~/a b" (in ~)'],
  ["chmod 600 /home/me/a.json", "chmod 600 ~/a.json"],
  ["chmod 600 '/home/me/a b.json' '/home/me'", "chmod 600 ~/'a b.json' ~"],
  ["mv '/home/me/it'\\''s' '/tmp/home/me'", "mv ~/'it'\\''s' '/tmp/home/me'"],
  ["rm -r '/home/me/'", "rm -r ~/"],
  ["--directory=/home/me/x", "--directory=/home/me/x"],
];

for (const [text, short] of CASES) {
  Deno.test(`shortenHome() makes ${short} of ${text}`, () => {
    assert.equal(shortenHome(text, "/home/me"), short);
  });
}

Deno.test("shortenHome() knows a home directory with spaces and quotes, and none in /", () => {
  assert.equal(shortenHome("ls '/h/it'\\''s me/a b'", "/h/it's me"), "ls ~/'a b'");
  assert.equal(shortenHome("ls /h/it's me/a", "/h/it's me"), "ls ~/a");
  for (const home of ["", "/"]) assert.equal(shortenHome("ls /etc /", home), "ls /etc /");
});

Deno.test("shortenHome() makes words that the shell expands to the same path", async () => {
  for (const path of ["/tmp/a", "/tmp/a b/c", "/tmp/it's $HOME", "/tmp/*", "/tmp/-x", "/tmp/~x"]) {
    const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", `printf %s ${shortenHome(quoted, "/tmp")}`],
      env: { HOME: "/tmp" },
    }).output();
    assert.equal(new TextDecoder().decode(stdout), path);
  }
});

Deno.test("readableLine() shortens the home directory, on Windows in any case, and not in commands to copy there", () => {
  const env = () => "/home/me/";
  assert.equal(readableLine("/home/me/x\x1b", { platform: "linux", env }), "~/x\uFFFD");
  const windows = { platform: "windows", env: () => "C:\\Users\\me\\" } as const;
  assert.equal(
    readableLine("opaws: cannot use c:\\users\\ME\\x: y", windows),
    "opaws: cannot use ~\\x: y",
  );
  assert.equal(readableLine("in C:\\Users\\meg\\x", windows), "in C:\\Users\\meg\\x");
  const command = "  try: icacls C:\\Users\\me\\x";
  assert.equal(readableLine(command, windows), command);
  const broken = {
    platform: "linux",
    env: () => {
      throw new Error("not UTF-8");
    },
  } as const;
  assert.equal(readableLine("/home/me/x", broken), "/home/me/x");
});
