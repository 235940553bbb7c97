import type { Host } from "../host.ts";

/** Whether the shell runs a tool through opaws. */
export type HookState =
  | "in place"
  | "no shell function in this shell"
  | "the shell's hook does not know it yet: start a new shell";

/**
 * Returns whether `shell` has a function for `tool`, from `OPAWS_HOOK`, which the hook sets to `<process id>:<tools>`. A
 * nested shell inherits the variable but not the functions, so the process id must be that of `shell`.
 */
export function hookState(host: Pick<Host, "env">, tool: string, shell = Deno.ppid): HookState {
  const match = /^(\d+):(.*)$/.exec(host.env("OPAWS_HOOK") ?? "");
  if (match === null || Number(match[1]) !== shell) return "no shell function in this shell";
  return match[2]!.split(",").includes(tool)
    ? "in place"
    : "the shell's hook does not know it yet: start a new shell";
}
