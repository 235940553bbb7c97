import assert from "node:assert/strict";
import { UserError } from "../../src/errors.ts";
import type { Shell } from "../../src/quote.ts";
import {
  addHookLines,
  detectShell,
  hookLine,
  isNushell,
  removeHookLines,
  startupFile,
  startupHook,
} from "../../src/shell/startup_file.ts";
import type { HookLineKind } from "../../src/shell/hook_lines.ts";
import { errorOf } from "../error_of.ts";
import { throwaway } from "../throwaway.ts";
import { ignoreUnlessRoot } from "../ignore.ts";

const BEGIN = "# >>> opaws >>>";
const END = "# <<< opaws <<<";
const LINE = 'eval "$(opaws hook zsh)"';

Deno.test("detectShell() reads SHELL", () => {
  const cases: [string | undefined, Shell | null][] = [
    ["/bin/bash", "bash"],
    ["/usr/bin/zsh", "zsh"],
    ["/opt/bin/zsh-5.9", "zsh"],
    ["/usr/bin/fish", "fish"],
    ["/usr/bin/pwsh", "pwsh"],
    ["C:\\Program Files\\PowerShell\\7\\pwsh.exe", "pwsh"],
    ["C:\\msys64\\usr\\bin\\bash.EXE", "bash"],
    ["/usr/bin/bash.exec", null],
    ["bash", "bash"],
    ["/bin/sh", null],
    ["/usr/bin/bashful", null],
    ["/usr/bin/nu", null],
    ["", null],
    [undefined, null],
  ];
  for (const [SHELL, wanted] of cases) {
    assert.equal(detectShell({ env: () => SHELL, platform: "linux" }), wanted, SHELL);
  }
  assert.equal(detectShell({ env: () => undefined, platform: "windows" }), "pwsh");
  assert.equal(detectShell({ env: () => "/usr/bin/bash", platform: "windows" }), "bash");
});

Deno.test("isNushell() reads SHELL", () => {
  for (const SHELL of ["/usr/bin/nu", "C:\\tools\\nu.exe"]) {
    assert.ok(isNushell({ env: () => SHELL }), SHELL);
  }
  for (const SHELL of ["/usr/bin/menu", "nu/zsh", "", undefined]) {
    assert.ok(!isNushell({ env: () => SHELL }), SHELL);
  }
});

Deno.test("startupFile() returns the file that each shell reads", () => {
  const cases: [Shell, "linux" | "darwin" | "windows", Record<string, string>, string][] = [
    ["bash", "linux", {}, "/h/.bashrc"],
    ["bash", "darwin", {}, "/h/.bash_profile"],
    ["zsh", "linux", {}, "/h/.zshrc"],
    ["zsh", "darwin", { ZDOTDIR: "/h/.config/zsh/" }, "/h/.config/zsh/.zshrc"],
    ["zsh", "linux", { ZDOTDIR: "" }, "/h/.zshrc"],
    ["zsh", "linux", { ZDOTDIR: "zsh" }, "/h/.zshrc"],
    ["fish", "linux", {}, "/h/.config/fish/config.fish"],
    ["fish", "linux", { XDG_CONFIG_HOME: "/x" }, "/x/fish/config.fish"],
    ["pwsh", "linux", {}, "/h/.config/powershell/Microsoft.PowerShell_profile.ps1"],
    ["pwsh", "windows", {}, "/h/Documents/PowerShell/Microsoft.PowerShell_profile.ps1"],
  ];
  for (const [shell, platform, env, wanted] of cases) {
    const host = { env: (name: string) => env[name], platform };
    assert.equal(startupFile(shell, host, { home: "/h" }), wanted);
  }
});

Deno.test("startupFile() does not choose a .bash_profile on macOS that would hide a .profile", () => {
  using place = throwaway();
  const host = { env: () => undefined, platform: "darwin" } as const;
  Deno.writeTextFileSync(`${place.folder}/.profile`, "");
  assert.equal(startupFile("bash", host, place.paths), `${place.folder}/.profile`);
  Deno.writeTextFileSync(`${place.folder}/.bash_profile`, "");
  assert.equal(startupFile("bash", host, place.paths), `${place.folder}/.bash_profile`);
});

Deno.test("hookLine() returns the line from the README, with other programs quoted", () => {
  const cases: [Shell, string[], string][] = [
    ["bash", ["opaws"], 'eval "$(opaws hook bash)"'],
    ["zsh", ["opaws"], 'eval "$(opaws hook zsh)"'],
    ["fish", ["opaws"], "opaws hook fish | source"],
    ["pwsh", ["opaws"], "Invoke-Expression (& opaws hook pwsh | Out-String)"],
    ["zsh", ["/o p/it's"], `eval "$('/o p/it'\\''s' hook zsh)"`],
    ["fish", ["/o p/it's", "x"], "'/o p/it\\'s' x hook fish | source"],
  ];
  for (const [shell, program, wanted] of cases) assert.equal(hookLine(shell, program), wanted);
});

Deno.test("addHookLines() creates a missing file and its folder, and removeHookLines() removes the lines", () => {
  using place = throwaway();
  const path = `${place.folder}/.config/fish/config.fish`;
  assert.equal(removeHookLines(place.host, path), false);
  assert.equal(addHookLines(place.host, path, "fish", "opaws hook fish | source"), true);
  assert.equal(addHookLines(place.host, path, "fish", "opaws hook fish | source"), false);
  assert.match(Deno.readTextFileSync(path), /^# >>> opaws >>>\nopaws hook fish \| source\n# </);
  assert.equal(removeHookLines(place.host, path), true);
  assert.equal(Deno.readTextFileSync(path), "");
});

Deno.test("addHookLines() keeps the symlink, the mode and every byte, even if the file is not UTF-8", () => {
  using place = throwaway();
  const path = `${place.folder}/.zshrc`;
  const real = `${place.folder}/dotfiles zshrc`;
  const bytes = Uint8Array.from([0xff, 0x80, 0x0d, 0x0a, 0x00, 0xc3, 0x28]);
  Deno.writeFileSync(real, bytes);
  Deno.chmodSync(real, 0o666);
  Deno.symlinkSync("dotfiles zshrc", path);
  addHookLines(place.host, path, "zsh", "eval \"$('/h/ü/opaws' hook zsh)\"");
  assert.equal(Deno.readLinkSync(path), "dotfiles zshrc");
  assert.equal(Deno.statSync(real).mode! & 0o777, 0o666);
  const added = Deno.readFileSync(real);
  assert.deepEqual(added.slice(0, bytes.length), bytes);
  assert.ok(new TextDecoder().decode(added).includes("eval \"$('/h/ü/opaws' hook zsh)\"\r\n"));
  assert.equal(removeHookLines(place.host, path), true);
  assert.deepEqual(Deno.readFileSync(real), bytes);
  assert.equal(Deno.statSync(real).mode! & 0o777, 0o666);
});

Deno.test("addHookLines() replaces opaws's earlier line, and keeps a line in the user's own form", () => {
  using place = throwaway();
  const path = `${place.folder}/.zshrc`;
  const cases: [text: string, kind: HookLineKind, wanted: string | null][] = [
    ["a\n", "none", `a\n${BEGIN}\nnew\n${END}\n`],
    [`a\n${LINE}\nb\n`, "evaluated", `a\n${BEGIN}\nnew\n${END}\nb\n`],
    [`${BEGIN}\n${LINE}\n${END}\nb\n`, "evaluated", `${BEGIN}\nnew\n${END}\nb\n`],
    [`${BEGIN}\n. ~/opaws/hook.zsh\n${END}\n`, "file", `${BEGIN}\nnew\n${END}\n`],
    [`if x; then ${LINE}; fi\n`, "other", null],
    [`. ~/opaws/hook.zsh\n`, "file", null],
  ];
  for (const [text, kind, wanted] of cases) {
    Deno.writeTextFileSync(path, text);
    assert.equal(startupHook(path, "zsh"), kind, text);
    assert.equal(addHookLines(place.host, path, "zsh", "new"), wanted !== null, text);
    assert.equal(Deno.readTextFileSync(path), wanted ?? text);
  }
});

Deno.test("addHookLines() recognizes UTF-16 by its byte order mark, in either order", () => {
  using place = throwaway();
  const path = `${place.folder}/profile.ps1`;
  const cases: [begin: number[], isWide: boolean][] = [
    [[0xff, 0xfe, 0x41], true],
    [[0xfe, 0xff, 0x41], true],
    [[0xff, 0xff, 0xfe], false],
    [[0xfe, 0xfe, 0xff], false],
    [[0x41, 0xfe], false],
    [[0x41, 0xff], false],
  ];
  for (const [begin, isWide] of cases) {
    Deno.writeFileSync(path, Uint8Array.from(begin));
    const add = () => addHookLines(place.host, path, "pwsh", LINE);
    if (isWide) assert.match(errorOf(add).message, /UTF-16/);
    else assert.equal(add(), true);
  }
});

Deno.test("addHookLines() reports a file that it cannot read (74), and leaves it unchanged", () => {
  using place = throwaway();
  const path = `${place.folder}/.bashrc`;
  Deno.symlinkSync(".bashrc", path);
  const error = errorOf(() => addHookLines(place.host, path, "bash", LINE));
  assert.deepEqual([error.status, error.code], [74, "unreadable-file"]);
  assert.ok(Deno.lstatSync(path).isSymlink);
});

Deno.test("addHookLines() refuses a dangling symlink, a folder and UTF-16 (78)", () => {
  using place = throwaway();
  Deno.symlinkSync("nowhere", `${place.folder}/link`);
  Deno.mkdirSync(`${place.folder}/folder`);
  Deno.writeFileSync(`${place.folder}/wide.ps1`, Uint8Array.from([0xff, 0xfe, 0x41, 0x00]));
  for (const name of ["link", "folder", "wide.ps1"]) {
    assert.throws(
      () => addHookLines(place.host, `${place.folder}/${name}`, "zsh", LINE),
      (error) => error instanceof UserError && error.status === 78,
      name,
    );
  }
  assert.equal(Deno.statSync(`${place.folder}/wide.ps1`).size, 4);
});

Deno.test({
  name: "addHookLines() refuses another user's file (78)",
  ignore: ignoreUnlessRoot(),
  fn() {
    using place = throwaway();
    const path = `${place.folder}/.zshrc`;
    Deno.writeTextFileSync(path, "a\n");
    Deno.chownSync(path, 12345, 12345);
    assert.throws(
      () => addHookLines(place.host, path, "zsh", LINE),
      (error) =>
        error instanceof UserError && error.status === 78 && /another user/.test(error.message),
    );
    assert.equal(Deno.readTextFileSync(path), "a\n");
  },
});
