import assert from "node:assert/strict";
import { ignoreOnWindows, ignoreUnlessLinux } from "../ignore.ts";
import { splitCommandLine } from "../../src/exec/arguments.ts";
import { throwaway } from "../throwaway.ts";

const ignore = ignoreOnWindows();
const at = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href;

const SCRIPT = `
import { become } from ${JSON.stringify(at("exec/become.ts"))};
import { argumentBytes } from ${JSON.stringify(at("exec/arguments.ts"))};
import { Secret } from ${JSON.stringify(at("secret.ts"))};
const [file, ...args] = Deno.args;
try {
  await become(
    { file, name: "typed", args: argumentBytes(Deno.args, args, 1) },
    { set: { GIVEN: new Secret("s3cret"), PLAIN: "ö" }, unset: ["GONE"] },
  );
} catch (error) {
  console.error(error.message);
  Deno.exit(error.status);
}
`;

/** Becomes `file` in a new process, which a shell starts so that arguments can be any bytes. */
async function run(
  file: string,
  shellArguments: string,
  before = "",
): Promise<{ code: number; signal: string | null; stdout: Uint8Array; stderr: string }> {
  using place = throwaway();
  const script = `${place.folder}/become.ts`;
  await Deno.writeTextFile(script, SCRIPT);
  const line = `${before} exec "$DENO" run -A --no-config "${script}" ${file} ${shellArguments}`;
  const { code, signal, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    env: { DENO: Deno.execPath(), GONE: "here", KEPT: "kept" },
    stdin: "null",
  }).output();
  return { code, signal, stdout, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "become() passes arguments byte for byte: empty, blank, quoted, with newlines, not UTF-8",
  ignore,
  async fn() {
    const { stdout, code } = await run(
      "/usr/bin/env",
      String.raw`printf '%s\0' '' ' a  b ' "it's" '"q"' $'two\nlines' $'\xff\xfe' '*' 'ö' --`,
    );
    const expected = new Uint8Array([
      ...new TextEncoder().encode('\0 a  b \0it\'s\0"q"\0two\nlines\0'),
      0xff,
      0xfe,
      0,
      ...new TextEncoder().encode("*\0ö\0--\0"),
    ]);
    assert.equal(code, 0);
    assert.deepEqual(stdout, expected);
  },
});

Deno.test({
  name: "become() changes only the named variables and keeps those that are not UTF-8",
  ignore,
  async fn() {
    const { stdout } = await run("/usr/bin/env", "-0", String.raw`export ODD=$'\xff' ;`);
    const text = new TextDecoder("latin1").decode(stdout);
    const lines = text.split("\0");
    assert.ok(lines.includes("GIVEN=s3cret"));
    assert.ok(lines.includes("ODD=\xff"));
    assert.ok(lines.includes("KEPT=kept"));
    assert.ok(!lines.some((line) => line.startsWith("GONE=")));
  },
});

Deno.test({
  name: "become() leaves one entry of a variable that is in the environment twice",
  ignore: ignoreUnlessLinux(), // where /proc shows it
  async fn() {
    using place = throwaway();
    await Deno.writeTextFile(`${place.folder}/become.ts`, SCRIPT);
    const start = `import ctypes, os, sys
words = [os.fsencode(word) for word in sys.argv[1:]]
entries = [b"GIVEN=one", b"GIVEN=two", b"GONE=one", b"GONE=two", b"no equals sign"]
entries += [b"DENO_DIR=" + os.environb[b"DENO_DIR"]]
strings = lambda all: (ctypes.c_char_p * (len(all) + 1))(*all, None)
ctypes.CDLL(None).execve(words[0], strings(words), strings(entries))`;
    const words = [Deno.execPath(), "run", "-A", "--no-config", `${place.folder}/become.ts`];
    const { stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", start, ...words, "/bin/cat", "/proc/self/environ"],
      env: { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` },
    }).output();
    const entries = new TextDecoder().decode(stdout).split("\0");
    const output = new TextDecoder().decode(stderr);
    assert.deepEqual(
      entries.filter((each) => /^(GIVEN|GONE)=/.test(each)),
      ["GIVEN=s3cret"],
      output,
    );
    assert.ok(entries.includes("no equals sign"));
  },
});

Deno.test({
  name: "become() preserves the process id, the exit status and death by a signal",
  ignore,
  async fn() {
    const same = await run("/bin/sh", "-c 'echo $$ $0'", "echo $$;");
    const [before, after] = new TextDecoder().decode(same.stdout).split("\n");
    assert.equal(after, `${before} typed`);
    assert.equal((await run("/bin/sh", "-c 'exit 42'")).code, 42);
    assert.equal((await run("/bin/sh", "-c 'kill -TERM $$'")).signal, "SIGTERM");
    const { stderr } = await run("/bin/sh", `-c 'yes | head -1 >/dev/null; echo x >&2'`);
    assert.match(stderr, /x/, "SIGPIPE ends yes quietly");
    assert.doesNotMatch(stderr, /[Bb]roken pipe/);
  },
});

Deno.test({
  name: "become() runs a script without #! in the shell, and says what it cannot run",
  ignore,
  async fn() {
    using place = throwaway();
    Deno.writeTextFileSync(`${place.folder}/plain`, "echo plain $1\n", { mode: 0o755 });
    Deno.writeTextFileSync(`${place.folder}/lost`, "#!/nowhere/at/all\n", { mode: 0o755 });
    const plain = await run(`${place.folder}/plain`, "here");
    assert.equal(new TextDecoder().decode(plain.stdout), "plain here\n");
    Deno.writeTextFileSync(`${place.folder}/empty`, "", { mode: 0o755 });
    assert.equal((await run(`${place.folder}/empty`, "")).code, 0);
    Deno.writeTextFileSync(`${place.folder}/foreign`, "\x7fELF\x02\0\0", { mode: 0o755 });
    const foreign = await run(`${place.folder}/foreign`, "");
    assert.equal(foreign.code, 126);
    assert.match(
      foreign.stderr,
      /: it is a program for another processor or system, or damaged\n$/,
    );
    const lost = await run(`${place.folder}/lost`, "");
    assert.equal(lost.code, 127);
    assert.match(lost.stderr, /: it, or the interpreter it names, does not exist\n$/);
    const folder = await run("/usr", "");
    assert.equal(folder.code, 126);
    assert.match(folder.stderr, /: the system refuses to execute it \(errno 13\)\n$/);
  },
});

Deno.test("splitCommandLine() keeps empty arguments, even the first, and one without a NUL", () => {
  const cases: [text: string, words: string[]][] = [
    ["a\0\0b\0", ["a", "", "b"]],
    ["\0a\0", ["", "a"]],
    ["a\0bc", ["a", "bc"]],
    ["", []],
  ];
  for (const [text, words] of cases) {
    const found = splitCommandLine(new TextEncoder().encode(text));
    assert.deepEqual(found.map((each) => new TextDecoder().decode(each)), words);
  }
});
