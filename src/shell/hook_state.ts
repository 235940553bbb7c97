import type { Host } from "../host.ts";

/** Whether the shell runs a tool through opaws. */
export type HookState =
  | "in place"
  | "no shell function in this shell"
  | "the shell's hook does not know it yet: start a new shell";

/**
 * Answers what the variable `OPAWS_HOOK` tells, which the hook sets for the shell it was read in: `<process id>:<tools>`.
 * A shell started inside inherits it, but not the functions, so the process id must be that of the shell that asks.
 */
export function hookState(host: Pick<Host, "env">, tool: string, shell = Deno.ppid): HookState {
  const match = /^(\d+):(.*)$/.exec(host.env("OPAWS_HOOK") ?? "");
  if (match === null || Number(match[1]) !== shell) return "no shell function in this shell";
  return match[2]!.split(",").includes(tool)
    ? "in place"
    : "the shell's hook does not know it yet: start a new shell";
}
