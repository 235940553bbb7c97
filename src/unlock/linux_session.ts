import { readBootId } from "../fs/boot_id.ts";
import { libc } from "../libc.ts";

/** The terminal session of this process according to the operating system. */
export interface SystemSession {
  /** Its id, safe in file names. */
  readonly id: string;
  /** The process id of its leader. */
  readonly leader: number;
}

/**
 * Returns the terminal session of this process (`getsid(2)`); null if its leader is gone or in another process namespace.
 */
export function linuxSession(): SystemSession | null {
  try {
    const leader = libc().sessionLeader();
    return leader > 0 ? { id: linuxId(leader), leader } : null;
  } catch {
    return null;
  }
}

/**
 * Returns the id of the terminal session whose leader has the process id `leader`. It holds the process id and start time
 * of the leader, the boot and the process namespace, so that neither a recycled process id nor another container has the
 * same id (`proc(5)`). Throws if no such process runs.
 */
export function linuxId(leader: number): string {
  const start = statFields(String(leader))[19];
  return `linux-${bootId()}-${processNamespace()}-${leader}-${start}`;
}

/** Returns the part of the boot id that ids of terminal sessions contain. */
export function bootId(): string {
  return readBootId().slice(0, 8);
}

/** Returns the number of this process namespace; "0" if the system does not say. */
export function processNamespace(): string {
  return /\d+/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}

/** Returns the fields of `/proc/<pid>/stat` after the command name, which can contain spaces and parentheses. */
export function statFields(pid: string): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
