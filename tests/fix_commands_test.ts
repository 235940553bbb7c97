import assert from "node:assert/strict";
import {
  diskCommand,
  editCommand,
  findCommand,
  hookCommand,
  inFolderCommand,
  newShellCommand,
  putOnPathCommand,
  removeCommand,
  renameCommand,
  setVariableCommand,
  showFileCommand,
  showPathCommand,
  withFolderCommand,
} from "../src/fix_commands.ts";
import { unsetCommand } from "../src/unset_command.ts";

Deno.test("recommended commands are those of PowerShell on Windows, and of a POSIX shell elsewhere", () => {
  const all = (platform: "linux" | "windows", path: string) => [
    unsetCommand(["A", "B"], platform),
    removeCommand(path, platform),
    renameCommand(path, `${path}.other`, platform),
    showFileCommand(path, platform),
    editCommand(path, 3, platform),
    findCommand("aws", platform),
    showPathCommand(platform),
    putOnPathCommand(platform),
    inFolderCommand(path, "opaws clear aws", platform),
    withFolderCommand(path, "opaws inspect", platform),
    diskCommand(path, platform),
    newShellCommand("pwsh", platform),
    setVariableCommand("AWS_PROFILE", "it's", platform),
    hookCommand(platform),
  ];
  assert.deepEqual(all("windows", "C:\\a b"), [
    "Remove-Item Env:A, Env:B",
    'Remove-Item "C:\\a b"',
    'Move-Item "C:\\a b" "C:\\a b.other"',
    'icacls "C:\\a b"',
    'notepad "C:\\a b"',
    "where.exe aws",
    "$env:PATH -split ';'",
    '$env:PATH = "$env:LOCALAPPDATA\\Programs\\opaws;$env:PATH"',
    'cd "C:\\a b"; opaws clear aws',
    'mkdir "C:\\a b"; opaws inspect',
    "Get-PSDrive",
    "pwsh",
    "$env:AWS_PROFILE = 'it''s'",
    "opaws hook pwsh | Out-String | Invoke-Expression",
  ]);
  assert.deepEqual(all("linux", "/a b"), [
    "unset A B",
    "rm '/a b'",
    "mv '/a b' '/a b.other'",
    "ls -l '/a b'",
    "\"${EDITOR:-vi}\" +3 '/a b'",
    "command -v aws",
    'echo "$PATH" | tr : "\\n"',
    'export PATH="$HOME/.local/bin:$PATH"',
    "cd '/a b' && opaws clear aws",
    "mkdir -p '/a b' && opaws inspect",
    "df -h '/a b'",
    "exec pwsh",
    "export AWS_PROFILE='it'\\''s'",
    'eval "$(opaws hook bash)"',
  ]);
});
