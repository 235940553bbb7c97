import assert from "node:assert/strict";
import { exportLines, untracedScript } from "../../src/shell/export_script.ts";
import {
  dockerLines,
  dotenvLines,
  formatExport,
  githubEnvironment,
  maskCommand,
} from "../../src/shell/export_format.ts";
import { denoHost } from "../../src/host.ts";
import { errorOf } from "../error_of.ts";
import { ignoreWithout, isFile } from "../ignore.ts";

const HOSTILE = [
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "",
  " spaces  kept ",
  `it's "quoted" \`id\``,
  "$(touch pwned) ${HOME} $HOME !! %PATH%",
  "; touch pwned #",
  "line\nbreak\r\nand\ttab",
  "'\\'' \\ \\\\ \\n",
  "\u2018typographic\u2019 \u{1f511} é",
  "-n *",
  "\x1b[31m\x07",
];
const set = Object.fromEntries(HOSTILE.map((value, at) => [`OPAWS_TEST_${at}`, value]));
const change = { set, unset: ["OPAWS_TEST_GONE", "OPAWS_TEST_NEVER"] };

/** Returns the variables that a child of the shell sees after `script`. */
async function evaluated(shell: string, args: string[], script: string): Promise<Seen> {
  const folder = Deno.makeTempDirSync();
  try {
    const { stdout, stderr, code } = await new Deno.Command(shell, {
      args: [...args, `${script}\n/usr/bin/env -0`],
      env: { PATH: "/usr/bin:/bin", HOME: folder, LANG: "C.UTF-8", OPAWS_TEST_GONE: "set" },
      clearEnv: true,
      cwd: folder,
    }).output();
    assert.ok(!isFile(`${folder}/pwned`), "a value was run");
    const pairs = new TextDecoder().decode(stdout).split("\0").filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    return {
      code,
      stderr: new TextDecoder().decode(stderr),
      variables: Object.fromEntries(pairs.filter(([name]) => name!.startsWith("OPAWS_TEST_"))),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

interface Seen {
  readonly code: number;
  readonly stderr: string;
  readonly variables: Record<string, string>;
}

const SHELLS = [
  ["posix", "/bin/sh", ["-euc"]],
  ["posix", "/bin/bash", ["-euc"]],
  ["posix", "/usr/bin/zsh", ["-fec"]],
  ["fish", "/usr/bin/fish", ["--no-config", "-c"]],
] as const;

for (const [form, shell, args] of SHELLS) {
  Deno.test({
    name: `exportLines() sets hostile values unchanged in ${shell}, and unsets`,
    ignore: ignoreWithout(shell),
    async fn() {
      const seen = await evaluated(shell, [...args], exportLines(form, change));
      assert.deepEqual([seen.code, seen.stderr], [0, ""]);
      assert.deepEqual(seen.variables, set);
    },
  });
}

Deno.test({
  name: "exportLines() for fish ends with status 0, so that `| source; and COMMAND` goes on",
  ignore: ignoreWithout("/usr/bin/fish"),
  async fn() {
    const lines = exportLines("fish", { set: {}, unset: ["OPAWS_TEST_NEVER"] });
    const seen = await evaluated("/usr/bin/fish", ["--no-config", "-c"], `${lines}or exit 9`);
    assert.deepEqual([seen.code, seen.stderr], [0, ""]);
  },
});

Deno.test("exportLines() for PowerShell writes one assignment per line, control characters by number", () => {
  const lines = exportLines("pwsh", { set: { A: "it's\n$(x)", B: "" }, unset: ["C"] });
  assert.equal(
    lines,
    "$env:A = ('it''s'+[char]10+'$(x)')\n$env:B = ''\nRemove-Item -ErrorAction Ignore Env:C\n",
  );
});

for (
  const [shell, flags] of [
    ["/bin/sh", "-exc"],
    ["/bin/bash", "-euxc"],
    ["/bin/sh", "-evxc"],
    ["/bin/bash", "-evxc"],
  ] as const
) {
  Deno.test(`untracedScript() hides values from the trace of ${shell} ${flags}, resumes tracing, and removes itself`, async () => {
    const folder = Deno.makeTempDirSync();
    Deno.writeTextFileSync(`${folder}/env.sh`, untracedScript(change, folder));
    const script = `eval ". '${folder}/env.sh'"\nseen_again=1`;
    const seen = await evaluated(shell, [flags], script);
    assert.deepEqual([seen.code, seen.variables], [0, set], seen.stderr);
    for (const value of HOSTILE.filter((each) => each.length > 3)) {
      assert.ok(!seen.stderr.includes(value.split("\n")[0]!), seen.stderr);
    }
    assert.match(seen.stderr, /\+ seen_again=1/);
    assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
  });
}

Deno.test("untracedScript() leaves a shell that does not trace as it was", async () => {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/env.sh`, untracedScript(change, folder));
  const seen = await evaluated(
    "/bin/sh",
    ["-euc"],
    `. '${folder}/env.sh'\ncase $- in *x*) exit 9;; esac`,
  );
  assert.deepEqual([seen.code, seen.stderr, seen.variables], [0, "", set]);
});

const PYTHON = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/python3`;
Deno.test({
  name: "dotenvLines() writes what python-dotenv reads back",
  ignore: ignoreWithout(PYTHON),
  async fn() {
    const holdable = ["plain/+=", "", " two  words ", '!(x) "q" `id` #', "é \u{1f511}"];
    const set = Object.fromEntries(holdable.map((value, at) => [`V${at}`, value]));
    const path = Deno.makeTempFileSync();
    Deno.writeTextFileSync(path, dotenvLines({ set, unset: ["AWS_SESSION_TOKEN", "AWS_PROFILE"] }));
    const code = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))";
    const { stdout } = await new Deno.Command(PYTHON, { args: ["-c", code, path] }).output();
    Deno.removeSync(path);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
      ...set,
      AWS_SESSION_TOKEN: "",
    });
  },
});

Deno.test("dotenvLines() and dockerLines() refuse a value that the file cannot hold, without quoting it", () => {
  for (const value of ["it's", "a\nb", "back\\slash", "${HOME}"]) {
    const error = errorOf(() => dotenvLines({ set: { A: value }, unset: [] }));
    assert.deepEqual([error.status, error.message.includes(value)], [65, false]);
  }
  assert.equal(errorOf(() => dockerLines({ set: { A: "a\nB=c" }, unset: [] })).status, 65);
  assert.equal(dockerLines({ set: { A: `it's "x" $y` }, unset: ["B"] }), `A=it's "x" $y\n`);
});

Deno.test("githubEnvironment() passes hostile values through the rules of the runner, and no other variable", () => {
  const evil = { ...set, EVIL: "x\nopaws_00000000\nPATH=/evil\nEVIL<<x" };
  const text = githubEnvironment(denoHost, {
    set: evil,
    unset: ["AWS_SESSION_TOKEN", "AWS_PROFILE"],
  });
  assert.deepEqual(readGithubFile(text), { ...evil, AWS_SESSION_TOKEN: "" });
});

Deno.test("maskCommand() returns one line for any value", () => {
  assert.equal(maskCommand("50%\r\nx"), "::add-mask::50%25%0D%0Ax\n");
});

Deno.test("formatExport() writes null in JSON for what to unset", () => {
  const text = formatExport("json", { set: { A: "b" }, unset: ["C"] });
  assert.deepEqual(JSON.parse(text), { A: "b", C: null });
});

/** Reads the file in GITHUB_ENV as the runner does ("Workflow commands", multiline strings). */
function readGithubFile(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length - 1; at++) {
    const match = /^(\w+)<<(.+)$/.exec(lines[at]!);
    assert.ok(match, lines[at]);
    const end = lines.indexOf(match[2]!, at + 1);
    assert.ok(end > at);
    found[match[1]!] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return found;
}
