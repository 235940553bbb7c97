/**
 * Makes executables from the bundle: `dist/opaws` for this machine, or, for each target that is named,
 * `dist/<target>/opaws`; `all` names every one. Deno's runtime for compiled programs is fetched by `deno compile`, or taken
 * from `DENORT_BIN`. Why it gets all permissions stands in docs/releasing.md.
 * `deno task compile [TARGET...]`
 */
import { TARGETS } from "./targets.ts";

const USAGE = 64; // EX_USAGE of sysexits.h
const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

const root = new URL("..", import.meta.url);
const names = TARGETS.map(({ name }) => name);
const wanted = Deno.args.includes("all") ? names : Deno.args;
const stranger = wanted.find((name) => !names.includes(name));
if (stranger !== undefined) {
  fail(
    USAGE,
    `${JSON.stringify(stranger)} is none of ${names.join(", ")}`,
    "deno task compile all",
  );
}
if (wanted.length === 0) await compile("dist/opaws", []);
for (const name of wanted) {
  await Deno.mkdir(new URL(`dist/${name}/`, root), { recursive: true });
  await compile(`dist/${name}/opaws`, ["--target", name]);
}

async function compile(output: string, more: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    env: { NO_COLOR: "1" },
    args: [
      "compile",
      "--quiet",
      "--allow-all",
      "--no-prompt",
      "--no-config",
      // Deno keeps that cache under a known name in the temporary folder, where another user may have laid one down.
      "--no-code-cache",
      ...["chunks", "libraries", "keychain.js"].flatMap((name) => ["--include", `dist/${name}`]),
      // Native code of this system: in a program for another one the keychain is out of reach.
      ...(more.length === 0 || more.includes(Deno.build.target)
        ? ["--include", "dist/keychain.node"]
        : []),
      "--output",
      output,
      ...more,
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

function fail(status: number, because: string, mend: string): never {
  console.error(`opaws: cannot compile: ${because}`);
  console.error(`  try: ${mend}`);
  Deno.exit(status);
}
