import assert from "node:assert/strict";
import { startScript } from "../../src/shell/start_script.ts";
import { ignoreOnWindows } from "../ignore.ts";

const PATH = "/usr/bin:/bin";
const GONE = 'cd "$0" && mkdir gone && cd gone && rmdir "$0/gone"';

test("passes the environment on as the system does", () => {
  using place = new Place();
  const env = {
    PATH,
    "a-b": "1",
    "x.y": "2\n3",
    "1z": "",
    "BASH_FUNC_f%%": "() { echo f; }",
    "BASH_FUNC_pwd%%": "() { echo taken; }",
    BASH_ENV: `${place.folder}/none`,
    PWD: "/elsewhere",
    LC_ALL: "xx_YY.UTF-8",
    LANG: "C",
    SHLVL: "3",
  };
  assert.deepEqual(place.start(env), { ...env, stderr: "", cwd: place.folder });
});

test("leaves PWD, OLDPWD and LC_ALL out where they were not set", () => {
  using place = new Place();
  assert.deepEqual(place.start({ PATH, SHLVL: "1" }), {
    PATH,
    SHLVL: "1",
    stderr: "",
    cwd: place.folder,
  });
});

test("keeps the options of its own bash from the tool", () => {
  using place = new Place();
  const { SHELLOPTS, stderr } = place.start({ PATH, SHELLOPTS: "xtrace" });
  assert.deepEqual([SHELLOPTS, stderr], [undefined, ""]);
});

test("leaves a deleted directory, quietly, and keeps it open", () => {
  for (const more of [{}, { PWD: "/elsewhere" }, { OLDPWD: "/usr", LC_ALL: "xx" }]) {
    using place = new Place();
    const env = { PATH, SHLVL: "1", ...more };
    assert.deepEqual(place.start(env, GONE), {
      ...env,
      OPAWS_START_CWD: "9",
      stderr: "",
      cwd: "/",
    });
  }
});

test("reports a closed standard output, with bash and without", () => {
  for (const hasBash of [true, false]) {
    using place = new Place();
    const line = 'printf %s "${OPAWS_START_STDOUT-open}" >&2';
    assert.equal(place.run(line, { PATH }, "exec >&-", hasBash).stderr, "closed");
    assert.equal(
      place.run(line, { PATH, OPAWS_START_STDOUT: "closed" }, ":", hasBash).stderr,
      "open",
    );
  }
});

test("has a first line that every Linux reads whole", () => {
  const [first] = startScript("# test", []).split("\n");
  assert.ok(first!.length <= 127, first);
});

function test(does: string, fn: () => void): void {
  Deno.test({ name: `startScript() ${does}`, ignore: ignoreOnWindows(), fn });
}

/** A folder for a start script. */
class Place implements Disposable {
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws it's " }));

  /** Starts a script that ends with `line` with exactly the variables `env`, after the sh commands `before`. */
  run(line: string, env: Readonly<Record<string, string>>, before = 'cd "$0"', hasBash = true) {
    const script = `${this.folder}/script`;
    Deno.writeTextFileSync(script, startScript("# test", [line], hasBash), { mode: 0o755 });
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const { stdout, stderr } = new Deno.Command("/bin/sh", {
      args: ["-c", `${before}; exec env -i "$@"`, this.folder, ...variables, script],
    }).outputSync();
    return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
  }

  /** Returns the variables that the script ends with, its working directory and what it wrote to stderr. */
  start(env: Readonly<Record<string, string>>, before?: string): Record<string, string> {
    const { stdout, stderr } = this.run("exec env -0", env, before);
    const variables = stdout.split("\0").slice(0, -1).map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    });
    const cwd = this.run("exec /bin/pwd -P", env, before).stdout.trimEnd();
    return { ...Object.fromEntries(variables), stderr, cwd };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
