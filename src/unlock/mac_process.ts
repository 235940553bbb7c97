import { libc } from "../libc.ts";

/** A process as macOS describes it. */
export interface MacProcess {
  /** Its id. */
  readonly pid: number;
  /** When it started, in seconds and microseconds: `1732870800-123456`. Setting the clock does not change it. */
  readonly start: string;
  /** Whether it has ended, and its parent has not read its exit status yet. */
  readonly isZombie: boolean;
  /** The first 16 bytes of its name: untrusted text. */
  readonly name: string;
}

// Names, numbers and offsets of `sys/sysctl.h`, `sys/proc.h` and `sys/param.h`, on 64-bit systems.
const KERN_PROC_PID = [1, 14, 1]; // CTL_KERN, KERN_PROC, KERN_PROC_PID
const KINFO_PROC_BYTES = 648;
const START_SECONDS = 0; // p_starttime.tv_sec
const START_MICROSECONDS = 8; // p_starttime.tv_usec
const STATE = 36; // p_stat
const PID = 40; // p_pid
const NAME = 243; // p_comm
const NAME_BYTES = 17;
const ZOMBIE = 5; // SZOMB

/** Returns the process `pid`; null if there is none, undefined if the system does not say. macOS only. */
export function readMacProcess(pid: number): MacProcess | null | undefined {
  const bytes = libc().systemValue([...KERN_PROC_PID, pid], KINFO_PROC_BYTES);
  return bytes === null ? undefined : parseMacProcess(bytes);
}

/**
 * Parses what `sysctl(3)` returns for KERN_PROC_PID: a `struct kinfo_proc`, or no bytes (null) if there is no such
 * process. Returns undefined for anything else.
 */
export function parseMacProcess(bytes: Uint8Array<ArrayBuffer>): MacProcess | null | undefined {
  if (bytes.length === 0) return null;
  if (bytes.length !== KINFO_PROC_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const seconds = view.getBigInt64(START_SECONDS, true);
  const microseconds = view.getInt32(START_MICROSECONDS, true);
  if (seconds <= 0n || microseconds < 0 || microseconds >= 1_000_000) return undefined;
  const name = new TextDecoder().decode(bytes.subarray(NAME, NAME + NAME_BYTES));
  return {
    pid: view.getInt32(PID, true),
    start: `${seconds}-${microseconds}`,
    isZombie: view.getUint8(STATE) === ZOMBIE,
    name: name.replace(/\0.*$/s, ""),
  };
}
