/**
 * Makes `dist/opaws`, one executable, from the bundled halves; extra words (`--target ...`) go to `deno compile`.
 * Deno's runtime for compiled programs is fetched by it, or taken from `DENORT_BIN`.
 * `deno task compile`
 */
const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

const root = new URL("..", import.meta.url);
const { success, stderr } = await new Deno.Command(Deno.execPath(), {
  cwd: root,
  env: { NO_COLOR: "1" },
  args: [
    "compile",
    "--quiet",
    "--allow-all",
    "--no-prompt",
    "--no-config",
    "--include",
    "dist/cold.js",
    "--include",
    "dist/hook.js",
    "--output",
    "dist/opaws",
    ...Deno.args,
    "dist/opaws.js",
  ],
}).output();
if (!success) {
  const lines = new TextDecoder().decode(stderr).split("\n").map((line) => line.trim());
  const causes = lines.filter((line) => /^(error|\d+): /.test(line))
    .map((line) => line.replace(/^(error|\d+): /, ""));
  const cause = causes.find((line) => line.startsWith("error sending")) ?? causes[0] ?? "no reason";
  console.error(`opaws: cannot compile: ${cause}`);
  console.error("  try: DENORT_BIN=/path/to/denort deno task compile");
  Deno.exit(UNAVAILABLE);
}
