import { PLATFORM, type Platform } from "./platform.ts";

// Not in fix_commands.ts, because every start loads this one.

/** Returns the command that removes environment variables. */
export function unsetCommand(names: readonly string[], platform: Platform = PLATFORM): string {
  return platform === "windows"
    ? `Remove-Item ${names.map((name) => `Env:${name}`).join(", ")}`
    : `unset ${names.join(" ")}`;
}
