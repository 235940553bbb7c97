import { selfCommandWithPath } from "../../exec/self_command.ts";
import type { Paths } from "../../fs/paths.ts";
import type { Host } from "../../host.ts";
import type { Shell } from "../../quote.ts";
import { renderHook } from "../../shell/hook.ts";
import { renderNuHook } from "../../shell/nu_hook.ts";
import { kernelKeyringWorks } from "../../unlock/cache/kernel_keyring.ts";

/** Returns the hook of `shell` for `tools`. `saved` is the file that the shell reads it from; null if it is printed. */
export function hookText(
  host: Host,
  paths: Paths,
  shell: Shell | "nu",
  tools: readonly string[],
  saved: string | null,
): string {
  const program = selfCommandWithPath(host);
  if (shell === "nu") return renderNuHook(program, tools, host.platform);
  return renderHook(shell, {
    program,
    tools,
    session: !kernelKeyringWorks(host),
    runtime: paths.runtime,
    state: paths.state,
    saved,
  });
}
