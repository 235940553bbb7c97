import type { HookState } from "../../shell/hook_state.ts";

/** Returns the line about the program `file` that `tool` means; null if it is not on PATH. */
export function programLine(tool: string, file: string | null): string {
  return `${tool} is ${file ?? "not on your PATH"}`;
}

/** Returns the warning that the shell does not run `tool` through opaws; nothing if it does. */
export function shellNotes(tool: string, hook: HookState): string[] {
  return hook === "in place" ? [] : [
    `Plain ${tool} in this shell bypasses opaws (${hook}). This is what opaws run -- ${tool} gets.`,
  ];
}
