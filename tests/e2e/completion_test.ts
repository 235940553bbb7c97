import assert from "node:assert/strict";
import { NU } from "./nu.ts";
import { UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

/** A home with a vault that is locked, a bound item with an odd title, and a mapped profile. */
async function bound(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("it's $(x)", "AKIAI44QH8DHBEXAMPLE");
  await home.bind("AWS dev");
  await home.opaws(["profile", "map", "audit", "--item", "it's $(x)"]);
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[profile admin]\nregion = eu-west-1\n");
  await home.opaws(["lock"]);
  return home;
}

/** The words that opaws offers for what is typed, one a line. */
async function offered(home: UserHome, ...typed: string[]): Promise<string[]> {
  const { stdout, code, stderr } = await home.opaws(["completion", "fish", ...typed]);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout.split("\n").filter(Boolean).map((line) => line.split("\t")[0]!);
}

Deno.test("completion offers commands, options, tools, titles, vaults, profiles; nothing is unlocked", async () => {
  using home = await bound();
  const first = await offered(home, "");
  for (const command of ["init", "which", "item", "completion", "help"]) {
    assert.ok(first.includes(command), command);
  }
  assert.deepEqual(await offered(home, "item", "cr"), ["create"]);
  assert.ok((await offered(home, "which", "--")).includes("--profile"));
  assert.ok((await offered(home, "which", "")).includes("terraform"));
  assert.deepEqual(await offered(home, "init", "--vault", ""), ["personal"]);
  assert.deepEqual(await offered(home, "vault", "delete", ""), ["personal"]);
  assert.deepEqual(await offered(home, "init", "--item", ""), ["AWS dev", "it's $(x)"]);
  const profiles = await offered(home, "which", "--profile", "");
  assert.deepEqual(profiles.filter((name) => ["admin", "audit"].includes(name)), profiles);
  assert.deepEqual(await offered(home, "init", "--scope", "d"), ["directory"]);
  assert.deepEqual(await offered(home, "hook", "z"), ["zsh"]);
});

Deno.test("completion offers nothing, and says nothing, where config.json is not to be used", async () => {
  using home = await bound();
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/config.json`, "{");
  assert.deepEqual(await offered(home, "init", "--item", ""), []);
});

Deno.test("completion for a shell that has none is a fault", async () => {
  using home = new UserHome();
  const { code, stderr } = await home.opaws(["completion", "csh"]);
  assert.equal(code, 64);
  assert.match(
    stderr,
    /cannot complete in "csh": there are completions for bash, zsh, fish, nu, pwsh/,
  );
});

Deno.test("no script of a completion holds anything that a shell could not read", async () => {
  using home = new UserHome();
  for (const [shell, flags] of [["bash", ["-n"]], ["zsh", ["-n"]], ["fish", ["-n"]]] as const) {
    if (ignoreWithout(shell)) continue;
    const { stdout } = await home.opaws(["completion", shell]);
    Deno.writeTextFileSync(`${home.folder}/script`, stdout);
    const { code, stderr } = await home.run(`/usr/bin/env`, [
      shell,
      ...flags,
      `${home.folder}/script`,
    ]);
    assert.deepEqual([shell, code, stderr], [shell, 0, ""]);
  }
});

Deno.test({
  name: "bash completes commands, options and titles at the Tab key",
  ignore: ignoreWithout("bash"),
  fn: async () => {
    using home = await bound();
    await using terminal = home.terminal("bash", ["--norc", "--noprofile"]);
    await terminal.send("bind 'set enable-bracketed-paste off'; PS1='> '\r");
    await terminal.send('eval "$(opaws completion bash)"; echo re""ady\r');
    await terminal.expect(/\nready/);
    await terminal.send("opaws whi\t");
    await terminal.expect(/opaws which /);
    await terminal.send("terraf\t");
    await terminal.expect(/terraform /);
    await terminal.send("--js\t");
    await terminal.expect(/--json /);
    await terminal.send("\x15opaws init --item AW\t");
    await terminal.expect(/AWS\\ dev /);
    await terminal.send("\x15opaws init --item it\t");
    await terminal.expect(/it\\'s\\ \\\$\\\(x\\\) /);
    await terminal.send('\x15opaws init --item "AW\t');
    await terminal.expect(/"AWS dev" /);
    await terminal.send('\x15opaws init --item "it\t');
    await terminal.expect(/"it's \\\$\(x\)" /);
  },
});

Deno.test({
  name: "zsh completes commands, options and titles at the Tab key",
  ignore: ignoreWithout("zsh"),
  fn: async () => {
    using home = await bound();
    await using terminal = home.terminal("zsh", ["-f"]);
    await terminal.send("PS1='> '; autoload -Uz compinit; compinit -u; unsetopt beep\r");
    await terminal.send('eval "$(opaws completion zsh)"; echo re""ady\r');
    await terminal.expect(/\nready/);
    await terminal.send("opaws whi\t");
    await terminal.expect(/opaws which /);
    await terminal.send("terraf\t");
    await terminal.expect(/terraform /);
    await terminal.send("\x15opaws init --item AW\t");
    await terminal.expect(/AWS\\ dev/);
    await terminal.send("\x15opaws init --item it\t");
    await terminal.expect(/it\\'s\\ \\\$\\\(x\\\)/);
  },
});

Deno.test({
  name: "fish completes commands, options and titles",
  ignore: ignoreWithout("fish"),
  fn: async () => {
    using home = await bound();
    const complete = async (line: string) => {
      const script = 'opaws completion fish | source; complete -C "$LINE"';
      const { stdout } = await home.run("/usr/bin/fish", ["-c", script], { env: { LINE: line } });
      return stdout.split("\n").map((each) => each.split("\t")[0]!).filter(Boolean);
    };
    assert.deepEqual(await complete("opaws whi"), ["which"]);
    assert.ok((await complete("opaws which terraf")).includes("terraform"));
    assert.ok((await complete("opaws which --js")).includes("--json"));
    assert.ok((await complete("opaws init --item AW")).includes("AWS dev"));
  },
});

Deno.test({
  name: "nushell reads its completion and offers what opaws does",
  ignore: ignoreWithout(NU),
  fn: async () => {
    using home = await bound();
    assert.ok(NU !== null, "nu is not installed");
    const { stdout } = await home.opaws(["completion", "nu"]);
    Deno.writeTextFileSync(`${home.folder}/opaws.nu`, stdout);
    const complete = async (...spans: string[]) => {
      const { code, stdout, stderr } = await home.run(NU!, [
        "--no-config-file",
        "-c",
        `source ${JSON.stringify(`${home.folder}/opaws.nu`)}
        do $env.config.completions.external.completer ${JSON.stringify(spans)} | to json`,
      ]);
      // Nushell 0.114 and later warns that a command of the library's script will go away.
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /Error/);
      return JSON.parse(stdout).map(({ value }: { value: string }) => value);
    };
    assert.deepEqual(await complete("opaws", "whi"), ["which"]);
    assert.ok((await complete("opaws", "which", "--js")).includes("--json"));
    assert.deepEqual(await complete("opaws", "vault", "delete", "pers"), ["personal"]);
  },
});
