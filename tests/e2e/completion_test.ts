import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { NU } from "./nu.ts";
import type { Pty } from "./pty.ts";
import { UserHome } from "./user_home.ts";

/** Returns a home with a locked vault, titles and profiles that are hard to quote, and files. */
async function completionHome(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  for (const title of ["AWS dev", "AWS prod", "it's $(x)"]) await home.item(title);
  await home.bind("AWS dev");
  await home.bind("AWS prod", "cdk");
  await home.opaws(["profile", "map", "audit", "--item", "it's $(x)"]);
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    "[profile team:dev@eu=1]\nregion = eu-west-1\n[profile team:prod@eu=2]\nregion = eu-west-2\n",
  );
  for (const name of ["keys one.csv", "keys two.csv"]) {
    Deno.writeTextFileSync(`${home.folder}/${name}`, "");
  }
  home.program("mytool", "exit 0");
  await home.opaws(["lock"]);
  return home;
}

/** Returns the first line that `opaws complete` prints, and the candidates. */
async function answer(home: UserHome, ...args: string[]): Promise<[string, string[]]> {
  const { stdout, code, stderr } = await home.opaws(["complete", "fish", ...args]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [head, ...lines] = stdout.split("\n").slice(0, -1);
  return [head!, lines.map((line) => line.split("\t")[0]!)];
}

Deno.test("complete offers the titles of unlocked vaults, and no others", async () => {
  using home = new UserHome();
  await home.vault();
  for (const title of ["AWS dev", "AWS prod"]) await home.item(title);
  const titles = ["AWS dev", "AWS prod"];
  assert.deepEqual(await answer(home, "run", "--item", ""), ["values", titles]);
  const root = `${home.folder}/.local/state/opaws/index`;
  for (const { name } of Deno.readDirSync(root)) {
    Deno.writeTextFileSync(`${root}/${name}/items`, "");
  }
  assert.deepEqual(await answer(home, "run", "--item", ""), ["values", []], "it opens no item");
  await home.opaws(["item", "list"]);
  assert.deepEqual(await answer(home, "run", "--item", ""), ["values", titles]);
  await home.opaws(["lock"]);
  assert.deepEqual(await answer(home, "run", "--item", ""), ["values", []]);
});

Deno.test("complete offers what fits at every position, and unlocks nothing", async () => {
  using home = await completionHome();
  const values = async (...args: string[]) => {
    const [head, candidates] = await answer(home, ...args);
    assert.equal(head, "values");
    return candidates;
  };
  assert.ok((await values("")).includes("which"));
  assert.ok(!(await values("")).includes("complete"));
  assert.deepEqual(await values("item", "cr"), ["create"]);
  assert.deepEqual(await values("help", "vault", "re"), ["recovery", "restore"]);
  assert.ok((await values("which", "--")).includes("--profile"));
  assert.ok((await values("which", "")).includes("terraform"));
  assert.deepEqual(await values("init", "--vault", ""), ["personal"]);
  assert.deepEqual(await values("vault", "delete", ""), ["personal"]);
  assert.deepEqual(await values("init", "--item", ""), ["AWS dev", "AWS prod", "it's $(x)"]);
  assert.deepEqual(await values("init", "--item=aws p"), ["--item=AWS prod"]);
  const profiles = ["audit", "team:dev@eu=1", "team:prod@eu=2"];
  assert.deepEqual(await values("which", "--profile", ""), profiles);
  assert.deepEqual(await values("init", "--scope", "d"), ["directory"]);
  assert.deepEqual(await values("hook", "z"), ["zsh"]);
  assert.deepEqual(await values("config", "get", "lock.i"), ["lock.idleMinutes"]);
  assert.deepEqual(await answer(home, "item", "import", "--csv=k"), ["file\t--csv=", []]);
  assert.deepEqual(await answer(home, "run", "--item", "x", "--", "aws", "s3", ""), [
    "command\t4",
    [],
  ]);
});

Deno.test("complete offers nothing and reports nothing if config.json cannot be used", async () => {
  using home = await completionHome();
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/config.json`, "{");
  assert.deepEqual(await answer(home, "init", "--item", ""), ["values", []]);
});

Deno.test("completion and complete refuse a shell that opaws has no script for", async () => {
  using home = new UserHome();
  assert.equal((await home.opaws(["complete", "csh", ""])).code, 64);
  const { code, stderr } = await home.opaws(["completion", "csh"]);
  assert.equal(code, 64);
  assert.match(
    stderr,
    /^opaws: cannot complete in "csh": there are completions for bash, zsh, fish, nu, pwsh\n/,
  );
});

for (const shell of ["bash", "zsh", "fish"]) {
  Deno.test({
    name: `the completion script for ${shell} parses`,
    ignore: ignoreWithout(`/usr/bin/${shell}`),
    async fn() {
      using home = new UserHome();
      const { stdout } = await home.opaws(["completion", shell]);
      Deno.writeTextFileSync(`${home.folder}/script`, stdout);
      const parsed = await home.run(`/usr/bin/${shell}`, ["-n", `${home.folder}/script`]);
      assert.deepEqual([parsed.code, parsed.stderr], [0, ""]);
    },
  });
}

/** Types `line` after an empty prompt, waits for `pattern`, and empties the line again. */
async function type(terminal: Pty, line: string, pattern: RegExp): Promise<void> {
  await terminal.send(`\x15${line}`);
  await terminal.expect(pattern);
  await terminal.send("\x15\x03");
  await terminal.expect(/> $/);
}

Deno.test({
  name: "bash completes every position of a command line, and what follows opaws run",
  ignore: ignoreWithout("/usr/bin/bash"),
  async fn() {
    using home = await completionHome();
    Deno.writeTextFileSync(
      `${home.folder}/setup`,
      `bind 'set enable-bracketed-paste off'
bind 'set show-all-if-ambiguous on'
bind 'set page-completions off'
eval "$(opaws completion bash)"
_mytool() { COMPREPLY=("$COMP_CWORD:$COMP_LINE" "$COMP_CWORD:\${COMP_LINE:0:COMP_POINT}|"); }
complete -F _mytool mytool
complete -W "alpha beta" listed
complete -C 'printf "%s\\n" "$COMP_LINE.$COMP_POINT" #' external
PS1='> '
`,
    );
    await using terminal = home.terminal("bash", ["--norc", "--noprofile"]);
    await terminal.send(". ./setup\r");
    await terminal.expect(/\n> $/);
    await type(terminal, "opaws whi\t", /opaws which $/);
    await type(terminal, "opaws which terraf\t", /terraform $/);
    await type(terminal, "opaws which --js\t", /--json $/);
    await type(terminal, "opaws vault re\t", /\nrecovery +restore/);
    await type(terminal, "opaws init --item A\t", /\nAWS\\ dev +AWS\\ prod[^]*--item AWS\\ $/);
    await type(terminal, "opaws init --item=A\t", /\nAWS\\ dev +AWS\\ prod[^]*--item=AWS\\ $/);
    await type(terminal, "opaws init --item it\t", /it\\'s\\ \\\$\\\(x\\\) $/);
    await type(terminal, 'opaws init --item "AWS d\t', /"AWS dev" $/);
    await type(terminal, 'opaws init --item="AWS d\t', /--item="AWS dev" $/);
    await type(terminal, 'opaws init --item "it\t', /"it's \\\$\(x\)" $/);
    await type(terminal, "opaws init --item 'it\t", /'it'\\''s \$\(x\)' $/);
    await type(terminal, "opaws init --item aws\\ d\t", /AWS\\ dev $/);
    await type(terminal, "opaws which --profile team:\t", /\ndev@eu=1 +prod@eu=2/);
    await type(terminal, "opaws which --profile=team:d\t", /--profile=team:dev@eu=1 $/);
    await type(terminal, "opaws item import --csv k\t", /\nkeys one.csv +keys two.csv/);
    await type(terminal, "opaws item import --csv=keys\\ o\t", /--csv=keys\\ one.csv $/);
    await type(terminal, "opaws run -- myto\t", /-- mytool $/);
    await type(
      terminal,
      'opaws run --item "AWS dev" -- mytool a=b c\t',
      /\n4:mytool a=b c +4:mytool a=b c\|/,
    );
    await type(terminal, "opaws run -- listed \t", /\nalpha +beta/);
    await type(terminal, "opaws run -- external x y\t", /external x y\.12 $/);
    await type(terminal, "opaws run -- cat keys\\ t\t", /cat keys\\ two.csv $/);
  },
});

Deno.test({
  name: "zsh completes every position of a command line, and what follows opaws run",
  ignore: ignoreWithout("/usr/bin/zsh"),
  async fn() {
    using home = await completionHome();
    Deno.writeTextFileSync(
      `${home.folder}/setup`,
      `autoload -Uz compinit; compinit -u
unsetopt beep
setopt no_auto_menu list_ambiguous
unsetopt list_ambiguous
eval "$(opaws completion zsh)"
_mytool() { compadd "$CURRENT-\${words[*]}" }
compdef _mytool mytool
PS1='> '
`,
    );
    await using terminal = home.terminal("zsh", ["-f"]);
    await terminal.send(". ./setup\r");
    await terminal.expect(/> $/);
    await type(terminal, "opaws whi\t", /opaws which $/);
    await type(terminal, "opaws which terraf\t", /terraform $/);
    await type(terminal, "opaws vault re\t", /\nrecovery +-- [^\n]*\nrestore +-- /);
    await type(terminal, "opaws init --item A\t", /AWS\\ \nAWS prod +AWS dev +-- vault personal/);
    await type(terminal, "opaws init --item=A\t", /--item=AWS\\ \nAWS prod +AWS dev/);
    await type(terminal, "opaws init --item it\t", /it\\'s\\ \\\$\\\(x\\\) $/);
    await type(terminal, 'opaws init --item "AWS d\t', /"AWS dev" $/);
    await type(terminal, "opaws which --profile team:\t", /\nteam:prod@eu=2 +team:dev@eu=1/);
    await type(terminal, "opaws which --profile=team:d\t", /--profile=team:dev@eu=1 $/);
    await type(terminal, "opaws item import --csv k\t", /keys\\ one.csv +keys\\ two.csv/);
    await type(terminal, "opaws item import --csv=keys\\ o\t", /--csv=keys\\ one.csv $/);
    await type(terminal, "opaws run -- myto\t", /-- mytool $/);
    await type(terminal, "opaws run --item x -- mytool a=b 3\t", /3-mytool\\ a=b\\ 3 $/);
  },
});

Deno.test({
  name: "zsh loads its completion from a folder of fpath",
  ignore: ignoreWithout("/usr/bin/zsh"),
  async fn() {
    using home = await completionHome();
    const { stdout } = await home.opaws(["completion", "zsh"]);
    Deno.writeTextFileSync(`${home.directory("functions")}/_opaws`, stdout);
    await using terminal = home.terminal("zsh", ["-f"]);
    await terminal.send(
      "fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u; PS1='ready> '\r",
    );
    await terminal.expect(/ready> $/);
    await type(terminal, "opaws whi\t", /opaws which $/);
    await type(terminal, "opaws init --item it\t", /it\\'s\\ \\\$\\\(x\\\) $/);
  },
});

Deno.test({
  name: "fish completes every position of a command line, and what follows opaws run",
  ignore: ignoreWithout("/usr/bin/fish"),
  async fn() {
    using home = await completionHome();
    const complete = async (line: string) => {
      const script =
        "complete -c mytool -f -a 'alpha beta:x'; opaws completion fish | source; complete -C $LINE";
      const { stdout, stderr } = await home.run("/usr/bin/fish", ["-c", script], {
        env: { LINE: line },
      });
      assert.equal(stderr, "");
      return stdout.split("\n").map((each) => each.split("\t")[0]!).filter(Boolean);
    };
    assert.deepEqual(await complete("opaws whi"), ["which"]);
    assert.deepEqual(await complete("opaws vault re"), ["recovery", "restore"]);
    assert.ok((await complete("opaws which terraf")).includes("terraform"));
    assert.deepEqual(await complete("opaws which --js"), ["--json"]);
    assert.deepEqual(await complete("opaws init --item A"), ["AWS dev", "AWS prod"]);
    assert.deepEqual(await complete('opaws init --item "AWS d'), ["AWS dev"]);
    assert.deepEqual(await complete("opaws init --item=A"), ["--item=AWS dev", "--item=AWS prod"]);
    assert.deepEqual(await complete("opaws which --profile team:"), [
      "team:dev@eu=1",
      "team:prod@eu=2",
    ]);
    assert.deepEqual(await complete("opaws which --profile=team:d"), ["--profile=team:dev@eu=1"]);
    assert.deepEqual(await complete("opaws item import --csv k"), ["keys one.csv", "keys two.csv"]);
    assert.deepEqual(await complete("opaws item import --csv=keys\\ o"), ["--csv=keys one.csv"]);
    assert.ok((await complete("opaws run -- myto")).includes("mytool"));
    assert.deepEqual(await complete("opaws run --item 'AWS dev' -- mytool x b"), ["beta:x"]);
  },
});

Deno.test({
  name: "Nushell completes every position of a command line",
  ignore: ignoreWithout(NU),
  async fn() {
    using home = await completionHome();
    Deno.writeTextFileSync(
      `${home.folder}/config.nu`,
      `$env.config.show_banner = false
$env.PROMPT_COMMAND = ""
$env.PROMPT_COMMAND_RIGHT = ""
$env.PROMPT_INDICATOR = "> "
$env.config.completions.external.completer = {|spans| [($spans | str join "+")] }
source ~/opaws.nu
`,
    );
    const { stdout } = await home.opaws(["completion", "nu"]);
    Deno.writeTextFileSync(`${home.folder}/opaws.nu`, stdout);
    await using terminal = home.terminal(NU, ["--config", `${home.folder}/config.nu`]);
    await terminal.expect(/> /);
    const typed = async (line: string, pattern: RegExp) => {
      await terminal.send(`\x15${line}`);
      await terminal.expect(pattern);
      await terminal.send("\x1b");
      await terminal.send("\x15");
    };
    await typed("opaws whi\t", /opaws which/);
    await typed("opaws vault re\t", /recovery +A recovery[^]*restore +Restores/);
    await typed("opaws init --item A\t", /"AWS dev" +vault personal\n"AWS prod" /);
    await typed("opaws init --item it\t", /"it's \$\(x\)"/);
    await typed("opaws which --profile team:\t", /team:dev@eu=1 +profile\nteam:prod@eu=2/);
    await typed("opaws which --profile=team:d\t", /--profile=team:dev@eu=1/);
    await typed("opaws init --item=AWS\t", /"--item=AWS dev" +vault personal/);
    await typed("opaws item import --csv k\t", /keys one\.csv +keys two\.csv/);
    await typed("opaws run --item x -- mytool a\t", /mytool\+a/);
    await typed("other x\t", /other\+x/);
  },
});
