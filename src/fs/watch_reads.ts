import { address, cString, libc } from "../libc.ts";

const [INIT, ADD_WATCH, READ] = Deno.build.arch === "aarch64" ? [26n, 27n, 63n] : [294n, 254n, 0n];
const IN_NONBLOCK_CLOEXEC = 0o2004000n;
const IN_ACCESS = 1n;
const IN_CLOSE_NOWRITE = 16n;
/** More than an event with a name takes; bytes. */
const EVENT_BYTES = 512;

/** Watches whether a file is read. */
export interface ReadWatch {
  /** Reports whether the file was read, or opened to read and closed. */
  readonly wasRead: () => boolean;
  /** Ends the watch. */
  readonly close: () => void;
}

/**
 * Watches whether anybody reads the file at `path` from now on (`inotify(7)`), also on a file system that records no time of
 * access. Returns null where the system cannot say: elsewhere than on Linux, or beyond its limits.
 */
export function watchReads(path: string): ReadWatch | null {
  if (Deno.build.os !== "linux") return null;
  const { syscall, close } = libc();
  const watch = syscall(INIT, IN_NONBLOCK_CLOEXEC, 0n, 0n, 0n, 0n);
  if (watch < 0n) return null;
  const name = cString(path);
  if (syscall(ADD_WATCH, watch, address(name), IN_ACCESS | IN_CLOSE_NOWRITE, 0n, 0n) < 0n) {
    close(Number(watch));
    return null;
  }
  const events = new Uint8Array(EVENT_BYTES);
  return {
    wasRead: () => syscall(READ, watch, address(events), BigInt(EVENT_BYTES), 0n, 0n) > 0n,
    close: () => close(Number(watch)),
  };
}
