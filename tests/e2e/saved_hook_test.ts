// The hook as a file, as `opaws hook --install` saves it, in real shells.
import assert from "node:assert/strict";
import { ignoreWithout } from "../ignore.ts";
import { NU } from "./nu.ts";
import { type Ended, UserHome } from "./user_home.ts";

const STARTUP = { bash: ".bashrc", zsh: ".zshrc", fish: ".config/fish/config.fish" } as const;
type TestedShell = keyof typeof STARTUP;

/** A home with the hook of `shell` in its startup file, and an opaws that records how it is called. */
class SavedHome extends UserHome {
  readonly #shell: TestedShell;
  readonly file: string;
  readonly startup: string;

  constructor(shell: TestedShell) {
    super({ SHELL: `/bin/${shell}` });
    this.#shell = shell;
    this.file = `${this.folder}/.local/state/opaws/hook.${shell}`;
    this.startup = `${this.folder}/${STARTUP[shell]}`;
    Deno.renameSync(`${this.folder}/bin/opaws`, `${this.folder}/real-opaws`);
    this.program("opaws", `echo "$*" >>~/calls\nexec ~/real-opaws "$@"`);
    this.program("aws", "echo real aws");
  }

  /** Starts a shell that reads its startup file and then `text`. Returns what it printed and how it called opaws. */
  async start(
    text: string,
    env: Record<string, string> = {},
  ): Promise<Ended & { readonly calls: string[] }> {
    this.calls();
    const read = this.#shell === "fish" ? "source" : ".";
    const ended = await this.run(
      this.#shell,
      ["-c", `${read} ~/${STARTUP[this.#shell]}; ${text}`],
      {
        env,
      },
    );
    return { ...ended, calls: this.calls() };
  }

  /** Returns how opaws was called since the last call of this. */
  calls(): string[] {
    try {
      const text = Deno.readTextFileSync(`${this.folder}/calls`);
      Deno.removeSync(`${this.folder}/calls`);
      return text.trim().split("\n");
    } catch {
      return [];
    }
  }
}

const KIND = { bash: "type -t aws", zsh: "whence -w aws | cut -d' ' -f2", fish: "type -t aws" };

for (const shell of ["bash", "zsh", "fish"] as const) {
  const test = (does: string, fn: (home: SavedHome) => Promise<void>): void =>
    Deno.test({
      name: `the saved hook of ${shell} ${does}`,
      ignore: ignoreWithout(shell),
      async fn() {
        using home = new SavedHome(shell);
        const { code, stderr } = await home.opaws(["hook", "--install"]);
        assert.deepEqual([code, stderr], [0, ""]);
        await fn(home);
      },
    });

  test("starts no opaws, and is for this user only", async (home) => {
    assert.deepEqual(await home.start(KIND[shell]), {
      code: 0,
      stdout: "function\n",
      stderr: "",
      calls: [],
    });
    assert.equal(Deno.statSync(home.file).mode! & 0o777, 0o600);
    const text = Deno.readTextFileSync(home.startup);
    const { stdout } = await home.opaws(["hook", "--install"]);
    assert.match(stdout, /already/);
    assert.equal(Deno.readTextFileSync(home.startup), text);
  });

  test("is saved again if it is gone, and does nothing without opaws", async (home) => {
    Deno.removeSync(home.file);
    const without = await home.start("echo ready", { PATH: "/usr/bin:/bin" });
    assert.deepEqual([without.stdout, without.stderr], ["ready\n", ""]);
    const { stdout, stderr, calls } = await home.start(KIND[shell]);
    assert.deepEqual([stdout, stderr, calls], ["function\n", "", [`hook ${shell} --save`]]);
    assert.deepEqual((await home.start(KIND[shell])).calls, []);
  });

  test("is saved again by the opaws on PATH if its own has moved", async (home) => {
    Deno.mkdirSync(`${home.folder}/moved`);
    Deno.renameSync(`${home.folder}/bin/opaws`, `${home.folder}/moved/opaws`);
    const PATH = `${home.folder}/moved:${home.env.PATH}`;
    const { stdout, stderr, calls } = await home.start(KIND[shell], { PATH });
    assert.deepEqual([stdout, stderr, calls], ["function\n", "", [`hook ${shell} --save`]]);
    assert.match(Deno.readTextFileSync(home.file), /\/moved\/opaws/);
    assert.deepEqual((await home.start(KIND[shell], { PATH })).calls, []);
    Deno.renameSync(`${home.folder}/moved/opaws`, `${home.folder}/opaws`);
    const gone = await home.start("aws");
    Deno.renameSync(`${home.folder}/opaws`, `${home.folder}/bin/opaws`);
    assert.match(gone.stderr, /cannot run aws: .*\/moved\/opaws is gone/);
    assert.doesNotMatch(gone.stdout, /real aws/);
  });

  test("is saved again if opaws is newer, or a terminal was killed", async (home) => {
    Deno.writeTextFileSync(home.file, `${Deno.readTextFileSync(home.file)}# old\n`);
    Deno.utimeSync(home.file, 1, 1);
    await home.start("true");
    await until(() => !Deno.readTextFileSync(home.file).endsWith("# old\n"));
    Deno.mkdirSync(`${home.folder}/run/opaws`, { mode: 0o700, recursive: true });
    const dead = `${home.folder}/run/opaws/terminal-linux-00000000-1-99999999-1.unlocked`;
    Deno.writeTextFileSync(dead, "", { mode: 0o600 });
    await home.start("true");
    await until(() => !isThere(dead));
    const future = new Date(Date.now() + 86_400_000);
    Deno.utimeSync(`${home.folder}/bin/opaws`, future, future);
    await home.opaws(["hook", "--install"]);
    assert.deepEqual((await home.start("sleep 0.2")).calls, []);
  });

  test("knows the tools of new bindings, and goes with opaws", async (home) => {
    await home.vault();
    await home.item("AWS dev");
    await home.bind("AWS dev", "cdk");
    assert.match(Deno.readTextFileSync(home.file), /'aws' 'cdk'/);
    await home.opaws(["clear", "cdk", "--yes"]);
    assert.doesNotMatch(Deno.readTextFileSync(home.file), /cdk/);
    const { stdout } = await home.opaws(["hook", "--uninstall", "--json"]);
    assert.deepEqual(JSON.parse(stdout), {
      shell,
      path: home.startup,
      file: home.file,
      changed: true,
    });
    assert.equal(Deno.readTextFileSync(home.startup), "");
    assert.equal(isThere(home.file), false);
    assert.match((await home.opaws(["hook", "--uninstall"])).stdout, /is not in/);
  });
}

Deno.test("opaws hook --install replaces the line that evaluates the hook, through a symlink", async () => {
  using home = new SavedHome("bash");
  Deno.writeTextFileSync(`${home.folder}/dotfiles`, 'a=1\neval "$(opaws hook bash)"\nb=2\n');
  Deno.symlinkSync("dotfiles", home.startup);
  const before = await home.opaws(["doctor", "--json"]);
  assert.match(before.stdout, /"note",\s*"message": "the hook's line in .* starts opaws/);
  await home.opaws(["hook", "--install"]);
  assert.match(
    Deno.readTextFileSync(`${home.folder}/dotfiles`),
    /^a=1\n# >>> opaws >>>\nif \[ -r ~\/\.local\/state\/opaws\/hook\.bash \].*\n# <<< opaws <<<\nb=2\n$/,
  );
  assert.ok(Deno.lstatSync(home.startup).isSymlink);
  Deno.writeTextFileSync(home.file, "# old\n");
  const old = await home.opaws(["doctor", "--json"]);
  assert.match(old.stdout, /the hook that .* reads is out of date/);
  await home.opaws(["doctor", "--fix"]);
  assert.match(Deno.readTextFileSync(home.file), /__opaws_hook/);
});

Deno.test("opaws hook --install refuses a saved hook that others can write to (78)", async () => {
  using home = new SavedHome("bash");
  await home.opaws(["hook", "--install"]);
  Deno.chmodSync(home.file, 0o666);
  const { code, stderr } = await home.opaws(["hook", "--install"]);
  assert.equal(code, 78);
  assert.match(stderr, /try: chmod 600/);
});

Deno.test({
  name: "opaws hook --install nu saves the hook where Nushell reads it, and uninstall removes it",
  ignore: ignoreWithout(NU),
  async fn() {
    using home = new SavedHome("bash");
    await home.opaws(["hook", "--install"], { env: { SHELL: NU } });
    const file = `${home.folder}/.config/nushell/autoload/opaws.nu`;
    assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
    const folders = await home.run(NU, ["-c", "print ($nu.user-autoload-dirs | to json)"]);
    assert.ok(JSON.parse(folders.stdout).includes(file.replace(/\/opaws\.nu$/, "")));
    const script = `source "${file}"; which aws | get 0.type | print $in`;
    assert.equal((await home.run(NU, ["-c", script])).stdout.trim(), "custom");
    const { stdout } = await home.opaws(["uninstall", "--yes"]);
    assert.match(stdout, /opaws\.nu/);
    assert.equal(isThere(file), false);
  },
});

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Waits for what happens in the background. */
async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    assert.ok(tries < 200, "it did not happen");
    await new Promise((done) => setTimeout(done, 100));
  }
}
