import assert from "node:assert/strict";
import { hookFile, hookFileLine } from "../../src/shell/hook_file.ts";
import type { Shell } from "../../src/quote.ts";

Deno.test("hookFile() is in the folder of state, and for Nushell in the folder that it reads", () => {
  const paths = { home: "/h", state: "/s/opaws" };
  const cases: [Shell | "nu", "linux" | "darwin" | "windows", Record<string, string>, string][] = [
    ["zsh", "linux", {}, "/s/opaws/hook.zsh"],
    ["pwsh", "windows", {}, "/s/opaws/hook.ps1"],
    ["nu", "linux", {}, "/h/.config/nushell/autoload/opaws.nu"],
    ["nu", "linux", { XDG_CONFIG_HOME: "/c/" }, "/c/nushell/autoload/opaws.nu"],
    ["nu", "linux", { XDG_CONFIG_HOME: "c" }, "/h/.config/nushell/autoload/opaws.nu"],
    ["nu", "darwin", {}, "/h/Library/Application Support/nushell/autoload/opaws.nu"],
    ["nu", "windows", { APPDATA: "C:\\a" }, "C:\\a\\nushell\\autoload\\opaws.nu"],
  ];
  for (const [shell, platform, env, wanted] of cases) {
    assert.equal(hookFile(shell, { platform, env: (name) => env[name] }, paths), wanted);
  }
});

Deno.test("hookFileLine() reads the file, else asks opaws, else does nothing", () => {
  const file = "/h/it's/opaws/hook";
  const cases: [Shell, string[], string][] = [
    [
      "zsh",
      ["opaws"],
      `if [ -r ~/'it'\\''s/opaws/hook' ]; then . ~/'it'\\''s/opaws/hook'; elif command -v opaws >/dev/null; then eval "$(opaws hook zsh --save)"; fi`,
    ],
    [
      "fish",
      ["/o p/opaws", "run"],
      `if test -r ~/'it\\'s/opaws/hook'; source ~/'it\\'s/opaws/hook'; else if command -sq '/o p/opaws'; '/o p/opaws' run hook fish --save | source; end`,
    ],
    [
      "pwsh",
      ["opaws"],
      "if (Test-Path -LiteralPath '/h/it''s/opaws/hook') { . '/h/it''s/opaws/hook' } elseif (Get-Command opaws -ErrorAction Ignore) { Invoke-Expression (& opaws hook pwsh --save | Out-String) }",
    ],
  ];
  for (const [shell, program, wanted] of cases) {
    assert.equal(hookFileLine(shell, program, file, "/h"), wanted);
  }
  const elsewhere = hookFileLine("bash", ["opaws"], "/s/opaws/hook.bash", "/h");
  assert.match(elsewhere, /^if \[ -r '\/s\/opaws\/hook.bash' \]; then \. '/);
});
