import assert from "node:assert/strict";
import { quote, quoteIfNeeded, type Shell, SHELLS, shellWord, systemWord } from "../src/quote.ts";
import { ignoreWithoutData, naughtyStrings } from "./conformance.ts";
import { ignoreWithout } from "./ignore.ts";

const OWN = [
  "",
  " ",
  "it's",
  "''",
  "'",
  "\\",
  "\\'",
  "a\\",
  "$(exit 1)`exit 1`",
  '"$HOME"',
  "!!",
  "#no comment",
  "~",
  "a\nb\n",
  "\n",
  "\r\n",
  "\t\x01\x1b[31m\x7f",
  "ünï çødé 😀 \u202e \u2028",
  "-n",
  "--",
  "%s\\n",
  "*?[a-z]{a,b}",
  "a;b&c|d<e>f(g)",
  "::TOOLS::",
];

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test({
    name: `quote() survives ${shell}`,
    ignore: ignoreWithout(shell),
    async fn() {
      for (const options of optionsOf(shell)) {
        assert.deepEqual(await echoed(shell, options, OWN), OWN, options);
      }
    },
  });
  Deno.test({
    name: `quote() protects naughty strings in ${shell}`,
    ignore: ignoreWithoutData() || ignoreWithout(shell),
    async fn() {
      const texts = naughtyStrings();
      assert.ok(texts.length > 300);
      assert.deepEqual(await echoed(shell, "", texts), texts);
    },
  });
}

// PowerShell is not installed where the tests run, so only the text is checked.
Deno.test("quote() writes PowerShell's single quotes, and control characters by number", () => {
  const cases: [string, string][] = [
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", "'it''s'"],
    ["\u2018x\u2019\u201a\u201b", "'\u2018\u2018x\u2019\u2019\u201a\u201a\u201b\u201b'"],
    ["$(exit)`n", "'$(exit)`n'"],
    ["a\nb", "('a'+[char]10+'b')"],
    ["\r\n", "(''+[char]13+''+[char]10+'')"],
  ];
  for (const [text, wanted] of cases) assert.equal(quote("pwsh", text), wanted, text);
});

Deno.test("quote() refuses NUL, which no shell can hold", () => {
  for (const shell of SHELLS) assert.throws(() => quote(shell, "a\0b"), TypeError);
});

Deno.test("quoteIfNeeded() leaves plain words unchanged", () => {
  for (const shell of SHELLS) {
    for (const word of ["opaws", "/usr/local/bin/opaws", "main.ts", "a-b_c"]) {
      assert.equal(quoteIfNeeded(shell, word), word);
    }
    for (const word of ["", "-A", "a b", "a'b", "~/bin", "a=b", "ü", "$x", "a\n"]) {
      assert.equal(quoteIfNeeded(shell, word), quote(shell, word));
    }
  }
});

Deno.test("shellWord() returns one word of a POSIX shell for any text", () => {
  for (const text of [...OWN, "opaws", "/o p/it's", "a@b", "x=1", "ünï"]) {
    const script = `printf %s ${shellWord(text)}`;
    const { stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
    assert.equal(new TextDecoder().decode(stdout), text);
  }
  assert.equal(shellWord("/usr/bin/opaws"), "/usr/bin/opaws");
  assert.equal(shellWord("a\0b"), "'a\0b'");
});

function optionsOf(shell: Shell): string[] {
  if (shell === "zsh") {
    return ["", "setopt rc_quotes", "emulate sh", "emulate ksh", "setopt ksh_arrays no_unset"];
  }
  if (shell === "bash") return ["", "set -o posix", "set -euo pipefail"];
  return [""];
}

/** Returns the words that a real shell makes of the quoted `texts`. */
async function echoed(shell: Shell, options: string, texts: readonly string[]): Promise<string[]> {
  const words = texts.map((text) => quote(shell, text)).join(" ");
  const script = shell === "fish"
    ? `set texts ${words}; for text in $texts; printf '%s\\0' $text; end`
    : `${options}\neval "$(cat <<'END OF WORDS'\nprintf '%s\\0' ${words}\nEND OF WORDS\n)"`;
  const home = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  const file = `${home}/script`;
  try {
    Deno.writeTextFileSync(file, script);
    const args = shell === "bash"
      ? ["--norc", file]
      : shell === "zsh"
      ? ["-f", file]
      : ["-N", file];
    const run = await new Deno.Command(shell, {
      args,
      env: { HOME: home, XDG_CONFIG_HOME: home, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
      stderr: "piped",
    }).output();
    assert.equal(new TextDecoder().decode(run.stderr), "");
    return new TextDecoder().decode(run.stdout).split("\0").slice(0, -1);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

Deno.test("systemWord() quotes for both shells of Windows, and for PowerShell what cmd.exe cannot quote", () => {
  const cases: [string, string][] = [
    ["C:\\Users\\me\\.aws\\config", "C:\\Users\\me\\.aws\\config"],
    ["my vault", '"my vault"'],
    ["Zoë's", '"Zoë\'s"'],
    ["a$b", "'a$b'"],
    ['say "x"', "'say \"x\"'"],
    ["", '""'],
    ["-x", '"-x"'],
    ["PC\\me:(OI)(CI)F", '"PC\\me:(OI)(CI)F"'],
  ];
  for (const [text, wanted] of cases) assert.equal(systemWord(text, "windows"), wanted, text);
  assert.equal(systemWord("my vault", "linux"), "'my vault'");
});
