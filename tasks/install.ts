/**
 * Installs opaws from this checkout: writes the launcher `~/.local/bin/opaws`, or `$OPAWS_INSTALL_DIR/opaws`. It runs
 * `dist/opaws.js` with the Deno that runs this task, by absolute path, so that `deno` need not be on PATH. `npx` keeps
 * its copy of Deno under one path per version.
 * `deno task install`
 */
import { quote, shellWord } from "../src/quote.ts";
import { startScript } from "../src/shell/start_script.ts";

const CHECKOUT = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");

/**
 * Returns the text of the launcher. It ends with 127 if Deno is gone: asking `npx` for it again at each start would be
 * slow, and `npx` prefers what the working directory's own `node_modules` offers.
 */
export function launcher(deno: string, checkout: string): string {
  const fix = `cd ${shellWord(checkout)} && npx -y deno@2.9.6 task install`;
  const [program, bundle] = [quote("bash", deno), quote("bash", `${checkout}/dist/opaws.js`)];
  return startScript('# Written by "deno task install".', [
    `if ! [ -x ${program} ]; then`,
    `  printf 'opaws: cannot start: %s is gone\\n' ${program} >&2`,
    `  printf '  try: %s\\n' ${quote("bash", fix)} >&2`,
    "  exit 127",
    "fi",
    "# Deno would otherwise run compiled code that it finds in the working directory, and write there.",
    ...["HOME", "DENO_DIR", "XDG_CACHE_HOME"].flatMap((name) => [
      `case \${${name}-} in`,
      `  "" | /*) ;;`,
      `  *) printf 'opaws: cannot start: ${name} is not an absolute path\\n' >&2; exit 78 ;;`,
      "esac",
    ]),
    "# Without this, Deno asks its makers once a day for a newer Deno.",
    "export DENO_NO_UPDATE_CHECK=1",
    `exec ${program} run -A -q --no-config --no-lock ${bundle} "$@"`,
  ]);
}

if (import.meta.main) {
  const folder = Deno.env.get("OPAWS_INSTALL_DIR") ?? `${Deno.env.get("HOME")}/.local/bin`;
  await Deno.mkdir(folder, { recursive: true });
  const draft = await Deno.makeTempFile({ dir: folder, prefix: ".opaws-install." });
  await Deno.writeTextFile(draft, launcher(Deno.execPath(), CHECKOUT));
  await Deno.chmod(draft, 0o755);
  await Deno.rename(draft, `${folder}/opaws`);
  const onPath = (Deno.env.get("PATH") ?? "").split(":").includes(folder);
  console.log(`opaws is in ${folder}`);
  console.log(
    onPath ? "Start with: opaws init" : "That folder is not on your PATH. Add it, then: opaws init",
  );
}
