import { isAbsolute, joinPath, restIn } from "../fs/path.ts";
import type { Paths } from "../fs/paths.ts";
import type { Host } from "../host.ts";
import { quote, quoteIfNeeded, type Shell } from "../quote.ts";

const ENDS: Readonly<Record<Shell, string>> = {
  bash: "bash",
  zsh: "zsh",
  fish: "fish",
  pwsh: "ps1",
};

/** Returns the file that has the hook of `shell`. Nushell reads all files of one folder when it starts, so its hook is there. */
export function hookFile(
  shell: Shell | "nu",
  host: Pick<Host, "env" | "platform">,
  paths: Pick<Paths, "home" | "state">,
): string {
  if (shell !== "nu") return joinPath(paths.state, `hook.${ENDS[shell]}`);
  return joinPath(nuFolder(host, paths.home), "autoload", "opaws.nu");
}

/** Returns the folder of Nushell's settings (`$nu.default-config-dir`). */
function nuFolder(host: Pick<Host, "env" | "platform">, home: string): string {
  const named = host.env("XDG_CONFIG_HOME");
  if (named && isAbsolute(named, host.platform)) return joinPath(named, "nushell");
  switch (host.platform) {
    case "linux":
      return joinPath(home, ".config", "nushell");
    case "darwin":
      return joinPath(home, "Library", "Application Support", "nushell");
    case "windows":
      return joinPath(host.env("APPDATA") ?? joinPath(home, "AppData", "Roaming"), "nushell");
  }
}

/**
 * Returns the line of a startup file with which `shell` reads the hook from `file`. If there is no file, opaws makes it
 * again and the shell evaluates what it prints; without opaws, nothing happens. `program` is the command that calls opaws.
 */
export function hookFileLine(
  shell: Shell,
  program: readonly string[],
  file: string,
  home: string,
): string {
  const command = program.map((arg) => quoteIfNeeded(shell, arg)).join(" ");
  const first = quoteIfNeeded(shell, program[0] ?? "opaws");
  const rest = shell === "pwsh" ? null : restIn(file, home);
  const path = rest === null ? quote(shell, file) : `~/${quoteIfNeeded(shell, rest.slice(1))}`;
  switch (shell) {
    case "bash":
    case "zsh":
      return `if [ -r ${path} ]; then . ${path}; elif command -v ${first} >/dev/null; then ` +
        `eval "$(${command} hook ${shell} --save)"; fi`;
    case "fish":
      return `if test -r ${path}; source ${path}; else if command -sq ${first}; ` +
        `${command} hook fish --save | source; end`;
    case "pwsh":
      return `if (Test-Path -LiteralPath ${path}) { . ${path} } ` +
        `elseif (Get-Command ${first} -ErrorAction Ignore) ` +
        `{ Invoke-Expression (& ${command} hook pwsh --save | Out-String) }`;
  }
}
