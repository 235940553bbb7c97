import type { Host } from "../../../host.ts";
import type { DialogAnswer } from "./question.ts";
import { requestingProgram } from "./requesting_program.ts";

/**
 * Reports whether this process can show a window to the user: it has a display, and on macOS and Windows it was not
 * started over ssh. Nobody may see a display in a job (`CI`), where opaws asks nothing at all.
 */
function hasDisplay(host: Pick<Host, "env" | "platform">): boolean {
  if (host.platform === "linux") return Boolean(host.env("DISPLAY") || host.env("WAYLAND_DISPLAY"));
  return !host.env("SSH_CONNECTION") && !host.env("SSH_CLIENT");
}

/**
 * Asks for a secret, or with `confirms` for a yes, in a window, for a program that the user started without a terminal. It names that program, and has a
 * minute. `lines` and `question` are clean.
 */
export async function askDialog(
  host: Pick<Host, "env" | "platform">,
  lines: readonly string[],
  question: string,
  confirms = false,
): Promise<DialogAnswer> {
  if (!hasDisplay(host)) return { kind: "unavailable" };
  const program = requestingProgram(host);
  const asked = {
    lines: [...lines, ...(program === null ? [] : [`The request comes from ${program}.`])],
    question,
    confirms,
  };
  switch (host.platform) {
    case "linux":
      return await (await import("./pinentry.ts")).askPinentry(host, asked);
    case "darwin": {
      const answer = await (await import("./osascript.ts")).askOsascript(asked);
      if (answer.kind !== "unavailable") return answer;
      return await (await import("./pinentry.ts")).askPinentry(host, asked);
    }
    case "windows":
      return await (await import("./windows_dialog.ts")).askWindows(asked);
  }
}
