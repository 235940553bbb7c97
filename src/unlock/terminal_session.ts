import type { Host } from "../host.ts";
import { libc } from "../libc.ts";
import { windows } from "../windows/load.ts";
import { linuxSession, type SystemSession } from "./linux_session.ts";
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

/**
 * Returns the terminal session of this process: that of the operating system, or else that of `OPAWS_SESSION`; null if there
 * is neither, and then nothing can be cached for the terminal. An `OPAWS_SESSION` that was inherited from another terminal,
 * for example through a multiplexer, is ignored.
 */
export function terminalSession(host: Pick<Host, "env" | "platform">): TerminalSession | null {
  const system = systemSession(host);
  const variable = parseSessionVariable(host.env("OPAWS_SESSION"));
  // On Windows a shell with the hook is the terminal session, not the console: a console knows nothing of its tabs' shells.
  if (system && (windows === null || variable === null)) {
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
 * Returns the terminal session of this process according to the operating system. On macOS and Windows its id holds the
 * leader's process id and start time; on Windows the leader is the first process of the console. Returns null if the leader
 * is gone or not visible, and on Windows without a console.
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
  return host.platform === "linux" ? linuxSession() : null;
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

/** Returns the id of a terminal session on macOS, by its leader. */
export function macId({ pid, start }: MacProcess): string {
  return `mac-${pid}-${start}`;
}
