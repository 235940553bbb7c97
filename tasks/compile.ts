/**
 * Compiles the bundle: to `dist/opaws` for this machine, or to `dist/<target>/opaws` for each target named; `all` names
 * every one. `deno compile` downloads its runtime, or takes the one that `DENORT_BIN` names. docs/releasing.md says why
 * the program gets all permissions.
 * `deno task compile [TARGET...]`
 */
import { TARGETS } from "./targets.ts";

const USAGE = 64; // EX_USAGE of sysexits.h
const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

const root = new URL("..", import.meta.url);
const names = TARGETS.map(({ name }) => name);
const wanted = Deno.args.includes("all") ? names : Deno.args;
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) {
  fail(
    USAGE,
    `${JSON.stringify(unknown)} is not one of ${names.join(", ")}`,
    "deno task compile all",
  );
}
if (wanted.length === 0) await compile("dist/opaws", []);
for (const name of wanted) {
  await Deno.mkdir(new URL(`dist/${name}/`, root), { recursive: true });
  await compile(`dist/${name}/opaws`, ["--target", name]);
}

async function compile(output: string, options: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    env: { NO_COLOR: "1" },
    args: [
      "compile",
      "--quiet",
      "--allow-all",
      "--no-prompt",
      "--no-config",
      // Otherwise it runs a cache that anyone can create: it has a known name in the temporary folder.
      "--no-code-cache",
      ...["chunks", "libraries", "keychain.js"].flatMap((name) => ["--include", `dist/${name}`]),
      // Native code of this system. A program for another system has no keychain.
      ...(options.length === 0 || options.includes(Deno.build.target)
        ? ["--include", "dist/keychain.node"]
        : []),
      "--output",
      output,
      ...options,
      "dist/opaws.js",
    ],
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).split("\n").map((line) => line.trim());
  const causes = lines.filter((line) => /^(error|\d+): /.test(line))
    .map((line) => line.replace(/^(error|\d+): /, ""));
  const cause = causes.find((line) => line.startsWith("error sending")) ?? causes[0] ?? "no reason";
  fail(UNAVAILABLE, cause, "DENORT_BIN=/path/to/denort deno task compile");
}

function fail(status: number, because: string, fix: string): never {
  console.error(`opaws: cannot compile: ${because}`);
  console.error(`  try: ${fix}`);
  Deno.exit(status);
}
