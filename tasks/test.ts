/**
 * Runs `deno test` with the arguments given, by default on the unit tests. Prints one character a test, then the failures
 * in full, then what the ignored tests need.
 * `deno task test [ARGUMENT...]`
 */

const UNIT_TESTS = [
  "--parallel",
  "--ignore=tests/e2e,tests/on_windows,tests/smoke",
  "tests",
];
const MARKS_IN_LINE = 100;
// deno-lint-ignore no-control-regex -- a mark may be in color
const MARK = /^(\x1b\[[0-9;]*m)*[.,!](\x1b\[[0-9;]*m)*$/;

const log = await Deno.makeTempFile({ prefix: "opaws-ignored-" });
try {
  const args = Deno.args.length > 0 ? Deno.args : UNIT_TESTS;
  const reporter = args.some((each) => each.startsWith("--reporter")) ? [] : ["--reporter=dot"];
  const child = new Deno.Command(Deno.execPath(), {
    cwd: new URL("..", import.meta.url),
    args: ["test", "-A", "--quiet", ...reporter, ...args],
    env: { OPAWS_IGNORED_TESTS: log },
    stdout: "piped",
  }).spawn();
  await printCompactly(child.stdout);
  const { code } = await child.status;
  printNeeds(await Deno.readTextFile(log));
  Deno.exitCode = code;
} finally {
  await Deno.remove(log);
}

/** Prints what the test runner prints. Its reporter puts each mark on a line of its own if no terminal reads it. */
async function printCompactly(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  let rest = "";
  let column = 0;
  const print = (line: string): void => {
    if (MARK.test(line)) {
      column = column % MARKS_IN_LINE + 1;
      write(column === MARKS_IN_LINE ? `${line}\n` : line);
      return;
    }
    write(column % MARKS_IN_LINE === 0 ? `${line}\n` : `\n${line}\n`);
    column = 0;
  };
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(print);
  }
  if (rest !== "") print(rest);
}

/** Prints each need once, with the files whose tests have it. `log` has lines of a need, a tab and a file. */
function printNeeds(log: string): void {
  const files = new Map<string, Set<string>>();
  for (const line of log.split("\n").filter(Boolean)) {
    const [needs, file] = line.split("\t") as [string, string];
    files.set(needs, (files.get(needs) ?? new Set()).add(file));
  }
  if (files.size === 0) return;
  write("Ignored tests need:\n");
  for (const [needs, tests] of [...files].sort()) {
    write(`  ${needs}: ${[...tests].sort().join(", ")}\n`);
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}
