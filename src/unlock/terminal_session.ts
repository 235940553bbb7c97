import type { Host } from "../host.ts";
import { libc } from "../libc.ts";

/** One shell and its children: what "this terminal" means. */
export interface TerminalSession {
  /** Names it, safe in file names; another terminal, a recycled process id or a restarted machine gives another. */
  readonly id: string;
  /** The process id of its leader, usually the shell; null where the system does not tell. */
  readonly leader: number | null;
  /** The 32 bytes that only this terminal's `OPAWS_SESSION` holds; null without one that belongs here. */
  readonly key: Uint8Array<ArrayBuffer> | null;
}

/** What the system tells of the terminal session of this process. */
export interface SystemSession {
  /** Identity, safe in file names. */
  readonly id: string;
  /** Process id of the leader. */
  readonly leader: number;
}

/**
 * Answers the terminal session of this process: the one the system tells, else the one `OPAWS_SESSION` names;
 * null when neither does, and then nothing can be kept for the terminal.
 * An `OPAWS_SESSION` inherited from another terminal (a multiplexer hands it on) is not used.
 */
export function terminalSession(host: Pick<Host, "env" | "platform">): TerminalSession | null {
  const system = systemSession(host);
  const variable = parseSessionVariable(host.env("OPAWS_SESSION"));
  if (system) {
    const own = variable?.id === system.id ? variable.key : null;
    return { id: system.id, leader: system.leader, key: own };
  }
  return variable && { id: variable.id, leader: null, key: variable.key };
}

/**
 * Answers what the system tells: on Linux the session leader's process id and start time, with the boot and the
 * process namespace, so that neither a recycled id nor another container is taken for it (`proc(5)`, `getsid(2)`).
 * On macOS the leader's process id. Null when the leader is gone or not to be seen.
 */
export function systemSession(host: Pick<Host, "platform">): SystemSession | null {
  if (host.platform === "darwin") {
    const leader = libc().sessionLeader();
    return leader > 0 ? { id: `mac-${leader}`, leader } : null;
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

/** Reports whether the terminal session named `id` still has its leader; true where the system does not tell. */
export function isTerminalAlive(host: Pick<Host, "platform">, id: string): boolean {
  const leader = /^linux-[0-9a-f]+-\d+-(\d+)-\d+$/.exec(id)?.[1];
  if (host.platform !== "linux" || leader === undefined) return true;
  try {
    return linuxId(Number(leader)) === id;
  } catch {
    return false;
  }
}

/**
 * Reports whether the terminal session named `id` is known to have ended: another boot's, or one whose leader is gone.
 * Of another process namespace (a container that shares the user's keyring) nothing is known.
 */
export function hasTerminalEnded(host: Pick<Host, "platform">, id: string): boolean {
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
 * The terminal session named `id` as people know it: its terminal, its leader's name and process id, as in
 * `pts/3 (zsh 1234)`; `id` itself where the system does not tell. The name is untrusted text. Source: `proc(5)`.
 */
export function terminalName(host: Pick<Host, "platform">, id: string): string {
  const leader = /^linux-[0-9a-f]+-\d+-(\d+)-\d+$/.exec(id)?.[1];
  if (host.platform !== "linux" || leader === undefined) return id;
  if (hasTerminalEnded(host, id)) return `one that has ended (process ${leader})`;
  if (!isTerminalAlive(host, id)) return `one of another container (process ${leader})`;
  try {
    const name = Deno.readTextFileSync(`/proc/${leader}/comm`).trimEnd();
    return `${deviceName(Number(statFields(leader)[4]))} (${name} ${leader})`;
  } catch {
    return id;
  }
}

/** Reads `OPAWS_SESSION`: `<id>.<32 bytes as 64 hex digits>`; null when it is anything else. */
export function parseSessionVariable(
  value: string | undefined,
): { readonly id: string; readonly key: Uint8Array<ArrayBuffer> } | null {
  const match = /^([\w-]{1,100})\.([0-9a-f]{64})$/.exec(value ?? "");
  return match ? { id: match[1]!, key: Uint8Array.fromHex(match[2]!) } : null;
}

/** Makes a value for `OPAWS_SESSION`: the system's identity where it tells one, else a random one, and a fresh key. */
export function newSessionVariable(host: Pick<Host, "random" | "platform">): string {
  const id = systemSession(host)?.id ?? `shell-${host.random(8).toHex()}`;
  return `${id}.${host.random(32).toHex()}`;
}

function linuxId(leader: number): string {
  const start = statFields(String(leader))[19];
  return `linux-${bootId()}-${processNamespace()}-${leader}-${start}`;
}

function bootId(): string {
  return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").slice(0, 8);
}

function processNamespace(): string {
  return /\d+/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}

/** The name of a terminal device by its number (`proc(5)`, tty_nr; the kernel's list of devices): `pts/3`, `tty1`. */
export function deviceName(device: number): string {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return device === 0 ? "no terminal" : `terminal ${major}:${minor}`;
}

/** The fields of `/proc/<pid>/stat` after the command name, which may itself hold spaces and parentheses. */
function statFields(pid: string): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
