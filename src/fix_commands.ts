import { PLATFORM, type Platform } from "./platform.ts";
import { quote, systemWord } from "./quote.ts";

// The commands that messages recommend, in the language of the system: those of a POSIX shell, on Windows of PowerShell.

/** Returns the command that removes the file at `path`. */
export function removeCommand(path: string, platform: Platform = PLATFORM): string {
  return `${platform === "windows" ? "Remove-Item" : "rm"} ${systemWord(path, platform)}`;
}

/** Returns the command that moves the file at `from` to `to`. */
export function renameCommand(from: string, to: string, platform: Platform = PLATFORM): string {
  const words = [from, to].map((path) => systemWord(path, platform));
  return [platform === "windows" ? "Move-Item" : "mv", ...words].join(" ");
}

/** Returns the command that shows who owns the file at `path` and may use it. */
export function showFileCommand(path: string, platform: Platform = PLATFORM): string {
  return `${platform === "windows" ? "icacls" : "ls -l"} ${systemWord(path, platform)}`;
}

/** Returns the command that opens the file at `path` in an editor, at `line` if the editor can. */
export function editCommand(path: string, line?: number, platform: Platform = PLATFORM): string {
  const word = systemWord(path, platform);
  return platform === "windows"
    ? `notepad ${word}`
    : `"\${EDITOR:-vi}" ${line === undefined ? "" : `+${line} `}${word}`;
}

/** Returns the command that shows where the program `name` is. */
export function findCommand(name: string, platform: Platform = PLATFORM): string {
  return `${platform === "windows" ? "where.exe" : "command -v"} ${name}`;
}

/** Returns the command that shows the folders of PATH, one a line. */
export function showPathCommand(platform: Platform = PLATFORM): string {
  return platform === "windows" ? "$env:PATH -split ';'" : 'echo "$PATH" | tr : "\\n"';
}

/** Returns the command that puts the folder of the installer on PATH, in this shell. */
export function putOnPathCommand(platform: Platform = PLATFORM): string {
  return platform === "windows"
    ? '$env:PATH = "$env:LOCALAPPDATA\\Programs\\opaws;$env:PATH"'
    : 'export PATH="$HOME/.local/bin:$PATH"';
}

/** Returns the command that goes to `folder`, and runs `command` there. */
export function inFolderCommand(
  folder: string,
  command: string,
  platform: Platform = PLATFORM,
): string {
  return `cd ${systemWord(folder, platform)}${platform === "windows" ? ";" : " &&"} ${command}`;
}

/** Returns the command that makes `folder` and then runs `command`. */
export function withFolderCommand(
  folder: string,
  command: string,
  platform: Platform = PLATFORM,
): string {
  const word = systemWord(folder, platform);
  return platform === "windows" ? `mkdir ${word}; ${command}` : `mkdir -p ${word} && ${command}`;
}

/** Returns the command that shows how full the disk of `folder` is. */
export function diskCommand(folder: string, platform: Platform = PLATFORM): string {
  return platform === "windows" ? "Get-PSDrive" : `df -h ${systemWord(folder, platform)}`;
}

/** Returns the command that sets the variable `name` in this shell. */
export function setVariableCommand(
  name: string,
  value: string,
  platform: Platform = PLATFORM,
): string {
  return platform === "windows"
    ? `$env:${name} = ${quote("pwsh", value)}`
    : `export ${name}=${systemWord(value, platform)}`;
}

/** Returns the command that gives this shell a terminal session of its own. */
export function hookCommand(platform: Platform = PLATFORM): string {
  return platform === "windows"
    ? "opaws hook pwsh | Out-String | Invoke-Expression"
    : 'eval "$(opaws hook bash)"';
}

/** Returns the command that starts `shell` again in place of this one. */
export function newShellCommand(shell: string, platform: Platform = PLATFORM): string {
  return platform === "windows" ? shell : `exec ${shell}`;
}
