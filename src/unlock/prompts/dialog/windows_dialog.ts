import { startHelper } from "../../../exec/start_helper.ts";
import { Secret } from "../../../secret.ts";
import { windowsSystemFolder } from "../../windows_system_folder.ts";
import { DIALOG_SECONDS, type DialogAnswer, type DialogQuestion } from "./question.ts";

/**
 * The script for Windows PowerShell: the credential dialog (`CredUIPromptForCredentials`), which has a user name that we do
 * not use. The texts are in the environment, and the answer is printed as base64 of UTF-8, whatever the console's encoding.
 */
const SCRIPT = `
$ErrorActionPreference = "Stop"
if ($env:OPAWS_KIND -eq "confirm") {
  $shown = (New-Object -ComObject WScript.Shell).Popup($env:OPAWS_MESSAGE, ${DIALOG_SECONDS}, "opaws", 33)
  if ($shown -eq 1) { "answered " } elseif ($shown -eq -1) { "no-answer" } else { "cancelled" }
  exit 0
}
$answer = $Host.UI.PromptForCredential("opaws", $env:OPAWS_MESSAGE, "opaws", "")
if ($null -eq $answer) { "cancelled"; exit 0 }
$text = $answer.GetNetworkCredential().Password
"answered " + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text))
`;

/** Returns the arguments of Windows PowerShell and its variables for `question`. */
export function windowsDialog(
  { lines, question, confirms }: DialogQuestion,
  root: string,
): { readonly args: string[]; readonly environment: Readonly<Record<string, string>> } {
  return {
    args: ["-NoProfile", "-ExecutionPolicy", "Bypass", "-Command", SCRIPT],
    environment: {
      SystemRoot: root,
      OPAWS_KIND: confirms ? "confirm" : "secret",
      OPAWS_MESSAGE: [...lines, confirms ? question : `${question}:`].join("\r\n"),
    },
  };
}

/** Returns what the script's output means. */
export function readWindowsDialog(output: string): DialogAnswer {
  const [, base64] = /^answered ([A-Za-z0-9+/=]*)\s*$/.exec(output) ?? [];
  if (base64 === undefined) {
    const kind = output.trim();
    return kind === "cancelled" || kind === "no-answer" ? { kind } : { kind: "unavailable" };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(base64));
    return { kind: "answered", text: new Secret(text) };
  } catch {
    return { kind: "unavailable" };
  }
}

/** Asks in the credential dialog of Windows. Only the workflow on Windows runs it. */
export async function askWindows(question: DialogQuestion): Promise<DialogAnswer> {
  const system = windowsSystemFolder();
  const { args, environment } = windowsDialog(question, system.replace(/\\system32$/i, ""));
  const timeout = AbortSignal.timeout(DIALOG_SECONDS * 1000);
  try {
    const { success, stdout } = await startHelper(
      `${system}\\WindowsPowerShell\\v1.0\\powershell.exe`,
      {
        args,
        environment: { only: environment },
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        signal: timeout,
      },
    ).output();
    if (timeout.aborted) return { kind: "no-answer" };
    const answer = success ? readWindowsDialog(new TextDecoder().decode(stdout)) : null;
    stdout.fill(0);
    return answer ?? { kind: "unavailable" };
  } catch {
    return { kind: timeout.aborted ? "no-answer" : "unavailable" };
  }
}
