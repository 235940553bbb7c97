/**
 * Makes `dist/opaws`, one executable, from the bundled halves; extra words (`--target ...`) go to `deno compile`.
 * Deno's runtime for compiled programs is fetched by it, or taken from `DENORT_BIN`.
 * `deno task compile`
 */
const UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

const root = new URL("..", import.meta.url);
const { success, stderr } = await new Deno.Command(Deno.execPath(), {
  cwd: root,
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
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const cause = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "no reason given";
  console.error(`opaws: cannot compile: ${cause.trim()}`);
  console.error("  try: DENORT_BIN=/path/to/denort deno task compile");
  Deno.exit(UNAVAILABLE);
}
