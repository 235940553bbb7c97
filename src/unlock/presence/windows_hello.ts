import { startHelper } from "../../exec/start_helper.ts";
import { windowsSystemFolder } from "../windows_system_folder.ts";
import { type Outcome, type PresenceCheck, unavailable } from "./check.ts";

const TIMEOUT = 120_000; // milliseconds

/**
 * The script for Windows PowerShell. It calls `UserConsentVerifier.RequestVerificationAsync` of
 * Windows.Security.Credentials.UI, waits for it through `AsTask` because PowerShell 5.1 has no `await`, and prints the name
 * of the result. The reason is in the environment.
 */
const SCRIPT = `
$ErrorActionPreference = "Stop"
Add-Type -AssemblyName System.Runtime.WindowsRuntime
$null = [Windows.Security.Credentials.UI.UserConsentVerifier, Windows.Security.Credentials.UI, ContentType = WindowsRuntime]
$asTask = [System.WindowsRuntimeSystemExtensions].GetMethods() | Where-Object {
  $_.Name -eq "AsTask" -and $_.GetParameters().Count -eq 1 -and
  $_.GetParameters()[0].ParameterType.Name -eq 'IAsyncOperation\`1'
} | Select-Object -First 1
function Await($operation, $type) {
  $task = $asTask.MakeGenericMethod($type).Invoke($null, @($operation))
  $null = $task.Wait(-1)
  $task.Result
}
$verifier = [Windows.Security.Credentials.UI.UserConsentVerifier]
$able = Await ($verifier::CheckAvailabilityAsync()) ([Windows.Security.Credentials.UI.UserConsentVerifierAvailability])
if ("$able" -ne "Available") { "$able"; exit 0 }
Await ($verifier::RequestVerificationAsync($env:OPAWS_REASON)) ([Windows.Security.Credentials.UI.UserConsentVerificationResult])
`;

/**
 * Checks presence with Windows Hello: a face, a finger or the PIN, in the consent dialog. Windows PowerShell 5.1 is part of
 * Windows and is called by its absolute path. Only the workflow on Windows tests it, as far as that works without a person.
 */
export const windowsHello: PresenceCheck = { method: "windows hello", verify };

async function verify(reason: string): Promise<Outcome> {
  try {
    const system = windowsSystemFolder();
    const { success, stdout } = await startHelper(
      `${system}\\WindowsPowerShell\\v1.0\\powershell.exe`,
      {
        args: ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", SCRIPT],
        environment: {
          only: { SystemRoot: system.replace(/\\system32$/i, ""), OPAWS_REASON: reason },
        },
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        signal: AbortSignal.timeout(TIMEOUT),
      },
    ).output();
    const answer = new TextDecoder().decode(stdout).trim();
    return success ? outcomeOf(answer) : unavailable("Windows PowerShell failed");
  } catch {
    return unavailable("Windows Hello cannot be asked");
  }
}

/** Returns the meaning of a name in the enumerations UserConsentVerificationResult and UserConsentVerifierAvailability. */
export function outcomeOf(answer: string): Outcome {
  switch (answer) {
    case "Verified":
      return { kind: "present" };
    case "Canceled":
      return { kind: "denied", because: "you cancelled" };
    case "RetriesExhausted":
      return { kind: "denied", because: "you were not recognized" };
    case "DeviceBusy":
      return unavailable("Windows Hello is busy");
    case "DeviceNotPresent":
    case "NotConfiguredForUser":
      return unavailable("Windows Hello is not set up for you");
    case "DisabledByPolicy":
      return unavailable("a policy turns Windows Hello off");
    default:
      return unavailable("Windows Hello gave no answer");
  }
}
