import { cleanText } from "../../../clean_text.ts";
import type { Host } from "../../../host.ts";
import { readMacProcess } from "../../mac_process.ts";
import { statFields } from "../../linux_session.ts";
import { windows } from "../../../windows/load.ts";

/** Programs that only start others: SDKs run a `credential_process` through a shell, and a script starts opaws. */
const BETWEEN = ["sh", "bash", "dash", "zsh", "fish", "ash", "env", "opaws", "deno"];
const MAX_STEPS = 10;
const MAX_LENGTH = 60; // characters

/** A process of {@linkcode requestingProgram}. Tests bring their own. */
interface Ancestor {
  readonly name: string;
  readonly parent: number;
}

/**
 * Returns the name and process id of the program that started opaws, as in `code (process 4711)`; null if the system does
 * not say. The name is what the program calls itself: it helps to recognize a question, and proves nothing.
 */
export function requestingProgram(
  host: Pick<Host, "platform">,
  read: (pid: number) => Ancestor | null = readerOf(host),
  start: number = Deno.ppid,
): string | null {
  let pid = start;
  for (let steps = 0; steps < MAX_STEPS && pid > 1; steps++) {
    const found = read(pid);
    if (found === null) return null;
    const name = cleanText(found.name).slice(0, MAX_LENGTH);
    if (!BETWEEN.includes(name.replace(/^-|\.exe$/g, ""))) return `${name} (process ${pid})`;
    if (found.parent === 0) return `${name} (process ${pid})`;
    pid = found.parent;
  }
  return null;
}

function readerOf({ platform }: Pick<Host, "platform">): (pid: number) => Ancestor | null {
  return (pid) => {
    try {
      if (platform === "linux") {
        const name = Deno.readTextFileSync(`/proc/${pid}/comm`).trimEnd();
        return { name, parent: Number(statFields(String(pid))[1]) };
      }
      const name = platform === "darwin" ? readMacProcess(pid)?.name : windows?.processName(pid);
      return name ? { name, parent: 0 } : null;
    } catch {
      return null;
    }
  };
}
