import { readBootId } from "../fs/boot_id.ts";
import type { Host } from "../host.ts";
import { libc } from "../libc.ts";
import { windows } from "../windows/load.ts";
import { type MacProcess, readMacProcess } from "./mac_process.ts";

/** A shell and its children: what "this terminal" means. */
export interface TerminalSession {
  /** Its id, safe in file names. Another terminal has another, even with a recycled process id or after a restart. */
  readonly id: string;
  /** The process id of its leader, usually the shell; null if the system does not say. */
  readonly leader: number | null;
  /** The 32 bytes that only this terminal's `OPAWS_SESSION` holds; null without one of this terminal. */
  readonly key: Uint8Array<ArrayBuffer> | null;
}

/** The terminal session of this process according to the operating system. */
interface SystemSession {
  /** Its id, safe in file names. */
  readonly id: string;
  /** The process id of its leader. */
  readonly leader: number;
}

/**
 * Returns the terminal session of this process: that of the operating system, or else that of `OPAWS_SESSION`; null if there
 * is neither, and then nothing can be cached for the terminal. An `OPAWS_SESSION` that was inherited from another terminal,
 * for example through a multiplexer, is ignored.
 */
export function terminalSession(host: Pick<Host, "env" | "platform">): TerminalSession | null {
  const system = systemSession(host);
  const variable = parseSessionVariable(host.env("OPAWS_SESSION"));
  if (system) {
    const key = variable !== null && isOf(system, variable.id) ? variable.key : null;
    return { id: system.id, leader: system.leader, key };
  }
  return variable && { id: variable.id, leader: null, key: variable.key };
}

/**
 * Reports whether an `OPAWS_SESSION` with this id is of the terminal session `system`: it has the same id, or the hook of a
 * shell in that session made it, `shell-<process id of the shell>-<16 hex digits>`.
 */
function isOf(system: SystemSession, id: string): boolean {
  const shell = /^shell-(\d{1,9})-[0-9a-f]{16}$/.exec(id)?.[1];
  return id === system.id ||
    (shell !== undefined && libc().sessionLeader(Number(shell)) === system.leader);
}

/**
 * Returns the terminal session of this process according to the operating system. On Linux its id holds the process id and
 * start time of the session leader, the boot and the process namespace, so that neither a recycled process id nor another
 * container has the same id (`proc(5)`, `getsid(2)`). On macOS and Windows it holds the leader's process id and start
 * time; on Windows the leader is the first process of the console. Returns null if the leader is gone or not visible, and on
 * Windows without a console.
 */
export function systemSession(host: Pick<Host, "platform">): SystemSession | null {
  if (windows !== null) {
    const leader = windows.consoleLeader();
    return leader && { id: `windows-${leader.pid}-${leader.start}`, leader: leader.pid };
  }
  if (host.platform === "darwin") {
    const leader = readMacProcess(libc().sessionLeader());
    return leader ? { id: macId(leader), leader: leader.pid } : null;
  }
  if (host.platform !== "linux") return null;
  try {
    const leader = libc().sessionLeader();
    if (!(leader > 0)) return null;
    return { id: linuxId(leader), leader };
  } catch {
    return null;
  }
}

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

/** Parses `OPAWS_SESSION`: `<id>.<32 bytes as 64 hex digits>`. Returns null if it is anything else. */
export function parseSessionVariable(
  value: string | undefined,
): { readonly id: string; readonly key: Uint8Array<ArrayBuffer> } | null {
  const match = /^([\w-]{1,100})\.([0-9a-f]{64})$/.exec(value ?? "");
  return match ? { id: match[1]!, key: Uint8Array.fromHex(match[2]!) } : null;
}

/** Returns a new value for `OPAWS_SESSION`: the system's id of this session, or else a random one, and a new key. */
export function newSessionVariable(host: Pick<Host, "random" | "platform">): string {
  const id = systemSession(host)?.id ?? `shell-${host.random(8).toHex()}`;
  return `${id}.${host.random(32).toHex()}`;
}

function endedTerminal(leader: string | number | undefined): string {
  return `a terminal that has ended (process ${leader})`;
}

/** Returns the process id and the start of the leader of `id`; null if the id is of another system. */
function windowsLeader(id: string): [pid: number, start: bigint] | null {
  const [, pid, start] = /^windows-(\d{1,10})-(\d{1,20})$/.exec(id) ?? [];
  return windows === null || start === undefined ? null : [Number(pid), BigInt(start)];
}

function macId({ pid, start }: MacProcess): string {
  return `mac-${pid}-${start}`;
}

/** Returns the process with the process id of the leader of `id`; null if there is none, undefined if nobody can say. */
function macLeader(id: string, macProcess: typeof readMacProcess): MacProcess | null | undefined {
  const pid = /^mac-(\d+)(?:-\d+-\d+)?$/.exec(id)?.[1];
  return pid === undefined ? undefined : macProcess(Number(pid));
}

function linuxId(leader: number): string {
  const start = statFields(String(leader))[19];
  return `linux-${bootId()}-${processNamespace()}-${leader}-${start}`;
}

function bootId(): string {
  return readBootId().slice(0, 8);
}

function processNamespace(): string {
  return /\d+/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}

/** Returns the name of a terminal device: `pts/3`, `tty1`. Source: `proc(5)`, tty_nr; the kernel's list of devices. */
export function deviceName(device: number): string {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return device === 0 ? "no terminal" : `terminal ${major}:${minor}`;
}

/** Returns the fields of `/proc/<pid>/stat` after the command name, which can contain spaces and parentheses. */
function statFields(pid: string): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
