import type { Host } from "../host.ts";
import { windows } from "../windows/load.ts";
import { bootId, linuxId, processNamespace, statFields } from "./linux_session.ts";
import { type MacProcess, readMacProcess } from "./mac_process.ts";
import { macId } from "./terminal_session.ts";

/** Reports whether the leader of the terminal session `id` still runs; true if the system does not say. */
export function isTerminalAlive(
  host: Pick<Host, "platform">,
  id: string,
  macProcess: typeof readMacProcess = readMacProcess,
): boolean {
  const shown = windowsLeader(id);
  if (shown !== null) return !windows!.hasProcessEnded(...shown);
  if (host.platform === "darwin") {
    const found = macLeader(id, macProcess);
    return found === undefined || (found !== null && !found.isZombie && macId(found) === id);
  }
  const leader = /^linux-[0-9a-f]+-\d+-(\d+)-\d+$/.exec(id)?.[1];
  if (host.platform !== "linux" || leader === undefined) return true;
  try {
    return linuxId(Number(leader)) === id;
  } catch {
    return false;
  }
}

/**
 * Reports whether the terminal session `id` is known to have ended: it is of an earlier boot, or its leader is gone. Nothing
 * is known about other process namespaces, such as a container that shares the user's keyring.
 */
export function hasTerminalEnded(
  host: Pick<Host, "platform">,
  id: string,
  macProcess: typeof readMacProcess = readMacProcess,
): boolean {
  if (host.platform === "darwin" || windowsLeader(id) !== null) {
    return !isTerminalAlive(host, id, macProcess);
  }
  const match = /^linux-([0-9a-f]+)-(\d+)-\d+-\d+$/.exec(id);
  if (host.platform !== "linux" || match === null) return false;
  try {
    if (match[1] !== bootId()) return true;
    return match[2] === processNamespace() && !isTerminalAlive(host, id);
  } catch {
    return false;
  }
}

/**
 * Returns the name of the terminal session `id` for people: its terminal, its leader's name and process id, as in
 * `pts/3 (zsh 1234)`; `id` itself if the system does not say. The leader's name is untrusted text. Source: `proc(5)`. On
 * macOS and Windows the name has no terminal.
 */
export function terminalName(
  host: Pick<Host, "platform">,
  id: string,
  macProcess: typeof readMacProcess = readMacProcess,
): string {
  if (id.startsWith("login-")) return "a login session";
  const shown = windowsLeader(id);
  if (shown !== null) {
    const name = isTerminalAlive(host, id) ? windows!.processName(shown[0]) : null;
    return name === null ? endedTerminal(shown[0]) : `${name} ${shown[0]}`;
  }
  if (host.platform === "darwin") {
    const found = macLeader(id, macProcess);
    if (found === undefined) return id;
    return found !== null && isTerminalAlive(host, id, () => found)
      ? `${found.name} ${found.pid}`
      : endedTerminal(id.split("-")[1]);
  }
  const leader = /^linux-[0-9a-f]+-\d+-(\d+)-\d+$/.exec(id)?.[1];
  if (host.platform !== "linux" || leader === undefined) return id;
  if (hasTerminalEnded(host, id)) return endedTerminal(leader);
  if (!isTerminalAlive(host, id)) return `a terminal of another container (process ${leader})`;
  try {
    const name = Deno.readTextFileSync(`/proc/${leader}/comm`).trimEnd();
    return `${deviceName(Number(statFields(leader)[4]))} (${name} ${leader})`;
  } catch {
    return id;
  }
}

function endedTerminal(leader: string | number | undefined): string {
  return `a terminal that has ended (process ${leader})`;
}

/** Returns the process id and the start of the leader of `id`; null if the id is of another system. */
function windowsLeader(id: string): [pid: number, start: bigint] | null {
  const [, pid, start] = /^windows-(\d{1,10})-(\d{1,20})$/.exec(id) ?? [];
  return windows === null || start === undefined ? null : [Number(pid), BigInt(start)];
}

/** Returns the process with the process id of the leader of `id`; null if there is none, undefined if nobody can say. */
function macLeader(id: string, macProcess: typeof readMacProcess): MacProcess | null | undefined {
  const pid = /^mac-(\d+)(?:-\d+-\d+)?$/.exec(id)?.[1];
  return pid === undefined ? undefined : macProcess(Number(pid));
}

/** Returns the name of a terminal device: `pts/3`, `tty1`. Source: `proc(5)`, tty_nr; the kernel's list of devices. */
export function deviceName(device: number): string {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return device === 0 ? "no terminal" : `terminal ${major}:${minor}`;
}
