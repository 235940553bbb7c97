import { textOfWide } from "./wide.ts";
import { type ConsoleProcess, leaderOf } from "./console_leader.ts";

const SNAPSHOT_PROCESSES = 0x2; // TH32CS_SNAPPROCESS
const ENTRY_BYTES = 568; // PROCESSENTRY32W on 64-bit Windows
const QUERY = 0x1000; // PROCESS_QUERY_LIMITED_INFORMATION
const STILL_ACTIVE = 259;

let opened: ReturnType<typeof open> | undefined;

function open() {
  return Deno.dlopen("kernel32.dll", {
    CreateToolhelp32Snapshot: { parameters: ["u32", "u32"], result: "pointer" },
    Process32FirstW: { parameters: ["pointer", "buffer"], result: "i32" },
    Process32NextW: { parameters: ["pointer", "buffer"], result: "i32" },
    OpenProcess: { parameters: ["u32", "i32", "u32"], result: "pointer" },
    GetProcessTimes: {
      parameters: ["pointer", "buffer", "buffer", "buffer", "buffer"],
      result: "i32",
    },
    GetExitCodeProcess: { parameters: ["pointer", "buffer"], result: "i32" },
    GetConsoleProcessList: { parameters: ["buffer", "u32"], result: "u32" },
    CloseHandle: { parameters: ["pointer"], result: "i32" },
  }).symbols;
}

function kernel(): ReturnType<typeof open> {
  return opened ??= open();
}

/**
 * Returns the first process of the console that this process runs in, among this one and those that started it: the shell
 * that the terminal began with. Null without a console.
 */
export function consoleLeader(): { readonly pid: number; readonly start: bigint } | null {
  const attached = consoleProcesses();
  if (attached.length === 0) return null;
  const processes = snapshot().filter(({ pid }) => attached.includes(pid))
    .map((process): ConsoleProcess => ({ ...process, start: startOf(process.pid) }));
  return leaderOf(Deno.pid, processes);
}

/** Reports whether the process `pid` that started at `start` is known to have ended. */
export function hasProcessEnded(pid: number, start: bigint): boolean {
  const running = snapshot().some((process) => process.pid === pid);
  if (!running) return true;
  const found = startOf(pid);
  return found !== null && found !== start;
}

/** Returns the file name of the process `pid`; null if there is none. */
export function processName(pid: number): string | null {
  return snapshot().find((process) => process.pid === pid)?.name ?? null;
}

/** Returns the ids of the processes that are attached to the console of this process; none without a console. */
function consoleProcesses(): number[] {
  for (let size = 64;; size *= 2) {
    const ids = new Uint32Array(size);
    const count = kernel().GetConsoleProcessList(ids, size);
    if (count <= size) return [...ids.subarray(0, count)];
  }
}

/** Lists the processes of this machine: id, that of the process that started it, and file name. */
function snapshot(): { readonly pid: number; readonly parent: number; readonly name: string }[] {
  const handle = kernel().CreateToolhelp32Snapshot(SNAPSHOT_PROCESSES, 0);
  const entry = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(entry.buffer);
  view.setUint32(0, ENTRY_BYTES, true);
  const found = [];
  for (
    let more = kernel().Process32FirstW(handle, entry);
    more !== 0;
    more = kernel().Process32NextW(handle, entry)
  ) {
    found.push({
      pid: view.getUint32(8, true),
      parent: view.getUint32(32, true),
      name: textOfWide(new Uint16Array(entry.buffer, 44, 260)),
    });
  }
  kernel().CloseHandle(handle);
  return found;
}

/** Returns when the process `pid` started, in units of 100 ns since 1601; null if it is gone or hidden. */
function startOf(pid: number): bigint | null {
  const handle = kernel().OpenProcess(QUERY, 0, pid);
  if (handle === null) return null;
  try {
    const status = new Uint32Array(1);
    const alive = kernel().GetExitCodeProcess(handle, status) !== 0 && status[0] === STILL_ACTIVE;
    const start = new BigUint64Array(1);
    const other = new BigUint64Array(1);
    const shown = kernel().GetProcessTimes(handle, start, other, other, other);
    return alive && shown !== 0 ? start[0]! : null;
  } finally {
    kernel().CloseHandle(handle);
  }
}
