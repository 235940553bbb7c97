// What a caller hands to a tool reaches it through opaws too: through the program, hooks and shims.
import assert from "node:assert/strict";
import { ignoreUnlessLinux, ignoreWithout } from "../ignore.ts";
import { type Ended, UserHome } from "./user_home.ts";

const ODD = ["a-b=1", "x.y=2", "BASH_FUNC_f%%=() { echo f; }"];
const WITH_ODD = ODD.map((each) => `'${each}'`).join(" ");
const DELETED = "mkdir gone && cd gone && rmdir ~/gone";

/** Returns the commands that do `before`, sh commands, and then call a tool in each of the ways. */
function ways(before: string): Readonly<Record<string, readonly string[]>> {
  const sh = (command: string) => ["/bin/sh", "-c", `${before}; exec env ${WITH_ODD} ${command}`];
  const shell = (command: string) => ["env", ...ODD, ...command.split(" ")];
  return {
    program: sh('opaws run -- "$0" "$@"'),
    shim: sh('PATH="$HOME/.local/state/opaws/shims:$PATH" "$0" "$@"'),
    bash: [...shell("bash -c"), `. ~/hook.bash; ${before}; "$0" "$@"`],
    zsh: [...shell("zsh -fc"), `. ~/hook.zsh; ${before}; "$0" "$@"`],
    fish: [...shell("fish -Nc"), `source ~/hook.fish; ${before}; $argv[1] $argv[2..]`],
  };
}

for (const way of Object.keys(ways(""))) {
  const isShell = way !== "program" && way !== "shim";
  const ignore = ignoreUnlessLinux() || (isShell && ignoreWithout(way));
  const test = (does: string, fn: (home: ToolHome) => Promise<void>): void =>
    Deno.test({
      name: `a tool called by ${way} ${does}`,
      ignore,
      async fn() {
        using home = new ToolHome();
        await home.setUp();
        await fn(home);
      },
    });

  test("gets variables whose names are not identifiers, and exported functions", async (home) => {
    const { stdout, stderr } = await home.call(way, ":", "cat", "/proc/self/environ");
    assert.equal(stderr, "");
    const got = stdout.split("\0");
    const isFunction = (entry: string) => entry.startsWith("BASH_FUNC_f%%=");
    assert.deepEqual(ODD.filter((each) => !got.includes(each) && !isFunction(each)), []);
    assert.ok(got.some(isFunction));
    assert.deepEqual(got.filter((entry) => entry.startsWith("OPAWS_START")), []);
  });

  test("starts in the deleted directory that it was called in", async (home) => {
    assert.deepEqual(await home.call(way, DELETED, "readlink", "/proc/self/cwd"), {
      code: 0,
      stdout: `${home.folder}/gone (deleted)\n`,
      stderr: "",
    });
    const { stdout } = await home.call(way, DELETED, "ls", "/proc/self/fd");
    assert.doesNotMatch(stdout, /^9$/m);
  });
}

Deno.test("opaws works in a deleted directory where no directory matters", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  home.program("aws", 'echo "$AWS_ACCESS_KEY_ID" && exit 3');
  const run = async (...args: string[]): Promise<Ended> =>
    await home.run("/bin/sh", ["-c", `${DELETED}; exec opaws "$@"`, "sh", ...args]);
  for (
    const args of [["--version"], ["status"], ["item", "list"], ["inspect"], ["which", "aws"], [
      "help",
      "run",
    ]]
  ) {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([code, stderr, stdout !== ""], [0, "", true], args.join(" "));
  }
  const plain = await run("run", "--", "aws", "s3", "ls");
  assert.deepEqual([plain.code, plain.stdout], [3, "AKIAIOSFODNN7EXAMPLE\n"]);

  await home.bind("AWS dev", "aws", "directory", home.directory("project"));
  const unsure = await run("run", "--", "aws", "s3", "ls");
  assert.deepEqual([unsure.code, unsure.stdout], [66, ""]);
  assert.match(
    unsure.stderr,
    /^opaws: cannot choose an item for aws: the working directory is gone, .*\n {2}try: cd\n$/,
  );
  const bundle = await run("token", "create", "--item", "AWS dev", "--bundle", "b.json");
  assert.match(bundle.stderr, /cannot write a bundle to b.json: its folder does not exist/);
});

for (const shell of ["bash", "zsh", "fish"]) {
  Deno.test({
    name: `the hook of ${shell} finds opaws on any PATH, by its symlink, and says if it is gone`,
    ignore: ignoreWithout(shell),
    async fn() {
      using home = new ToolHome();
      Deno.renameSync(`${home.folder}/bin/opaws`, `${home.folder}/opaws-1.0`);
      Deno.symlinkSync(`${home.folder}/opaws-1.0`, `${home.folder}/bin/opaws`);
      await home.setUp();
      const call = async (): Promise<Ended> =>
        await home.run(shell, ["-c", `source ~/hook.${shell}; PATH=/usr/bin:/bin cat /dev/null`]);
      assert.deepEqual(await call(), { code: 0, stdout: "", stderr: "" });
      // The next version.
      Deno.renameSync(`${home.folder}/opaws-1.0`, `${home.folder}/opaws-2.0`);
      Deno.removeSync(`${home.folder}/bin/opaws`);
      Deno.symlinkSync(`${home.folder}/opaws-2.0`, `${home.folder}/bin/opaws`);
      assert.deepEqual(await call(), { code: 0, stdout: "", stderr: "" });
      Deno.removeSync(`${home.folder}/bin/opaws`);
      const gone = await call();
      Deno.renameSync(`${home.folder}/opaws-2.0`, `${home.folder}/bin/opaws`);
      const stderr = `opaws: cannot run cat: ${home.folder}/bin/opaws is gone\n`;
      assert.deepEqual(gone, { code: 127, stdout: "", stderr });
    },
  });
}

Deno.test("run says that a builtin is one, and its try: line runs it", async () => {
  using home = new UserHome({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
  const { code, stderr } = await home.opaws(["run", "--", "umask", "-S"]);
  const [message, fix] = stderr.trimEnd().split("\n  try: ");
  assert.equal(code, 127);
  assert.equal(message, 'opaws: cannot run "umask": it is a builtin of the shell, not a program');
  const run = await home.run("/bin/sh", ["-c", fix!]);
  assert.match(run.stdout, /^u=/);
  const alias = await home.opaws(["run", "--", "ll"]);
  assert.equal(alias.code, 127);
  assert.match(alias.stderr, /does not see the aliases and functions of your shell\n$/);
});

Deno.test("a closed standard output is an error (74) of every command that prints an answer", async () => {
  using home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const line = "opaws: cannot write the output: standard output is closed\n";
  for (
    const args of ["--version", "help", "item list", "vault list --json", "which aws", "doctor"]
      .concat(["inspect", "status", "export", "hook bash", "completion zsh", "config list"])
  ) {
    const { code, stderr } = await home.run("/bin/sh", ["-c", `opaws ${args} >&-`]);
    assert.deepEqual([code, stderr], [74, line], args);
  }
  const tool = "run -- sh -c 'ls /proc/self/fd >&2' >&-";
  const direct = await home.run("/bin/sh", ["-c", "sh -c 'ls /proc/self/fd >&2' >&-"]);
  assert.deepEqual(await home.run("/bin/sh", ["-c", `opaws ${tool}`]), direct);
});

/** A home whose tools `cat`, `readlink` and `ls` have bindings, hooks and shims. */
class ToolHome extends UserHome {
  async setUp(): Promise<void> {
    await this.vault();
    await this.item("AWS dev");
    await this.bind("AWS dev");
    const file = `${this.folder}/.config/opaws/config.json`;
    const config = JSON.parse(Deno.readTextFileSync(file));
    const { global } = config.scopes;
    Object.assign(global, { cat: global.aws, readlink: global.aws, ls: global.aws });
    Deno.writeTextFileSync(file, JSON.stringify(config));
    for (const shell of ["bash", "zsh", "fish"]) {
      const { stdout, stderr } = await this.opaws(["hook", shell]);
      assert.equal(stderr, "");
      Deno.writeTextFileSync(`${this.folder}/hook.${shell}`, stdout);
    }
    await this.opaws(["shim", "install"]);
  }

  /** Calls `tool` in one of the ways, with odd variables, after the sh commands `before`. */
  async call(way: string, before: string, tool: string, argument: string): Promise<Ended> {
    const [program, ...args] = ways(before)[way]!;
    return await this.run(program!, [...args, tool, argument]);
  }
}
