import { BadArgument, batchLine, isBatchFile, programLine } from "./command_line.ts";
import { pointerIn, textOfWide, wideString } from "./wide.ts";

const STARTUPINFO_BYTES = 104;
const USE_STD_HANDLES = 0x100; // STARTF_USESTDHANDLES
const STD_HANDLES: readonly number[] = [-10, -11, -12];
const INHERIT = 1; // HANDLE_FLAG_INHERIT
const SUSPENDED = 0x4; // CREATE_SUSPENDED
const INFINITE = 0xffff_ffff;
const EXTENDED_LIMITS = 9; // JobObjectExtendedLimitInformation
const LIMITS_BYTES = 144;
const KILL_ON_CLOSE = 0x2000;
const SILENT_BREAKAWAY = 0x1000;

/** Why Windows did not start a program. */
export class StartFailed extends Error {
  /** See `Error.name`. */
  override name = "StartFailed";
  /** The error code of Windows. */
  readonly status: number;

  /** Holds `status`, what `GetLastError` returned. */
  constructor(status: number) {
    super(`Windows error ${status}`);
    this.status = status;
  }
}

/**
 * Starts the program `file` as `name` with `args`, the environment, the console and the standard handles of this process,
 * and waits. Returns its exit status, a number of 32 bits. Ctrl-C and Ctrl-Break go to every process of the console, so the
 * program gets them too; this process outlives it. If this process is killed, the program ends with it, but not what the
 * program has left running in the background.
 *
 * @throws BadArgument if it cannot receive an argument; StartFailed if Windows does not start it.
 */
export async function startAndWait(
  file: string,
  name: string,
  args: readonly string[],
): Promise<number> {
  refuseLostText(args);
  const { kernel, wait } = open();
  const shell = systemFile("cmd.exe");
  const batch = isBatchFile(file);
  const line = batch ? batchLine(shell, file, args) : programLine(name, args);
  for (const signal of ["SIGINT", "SIGBREAK", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
  const startup = new Uint8Array(STARTUPINFO_BYTES);
  const view = new DataView(startup.buffer);
  view.setUint32(0, STARTUPINFO_BYTES, true);
  view.setUint32(60, USE_STD_HANDLES, true);
  STD_HANDLES.forEach((which, at) => {
    const handle = kernel.GetStdHandle(which);
    if (handle === null) return;
    kernel.SetHandleInformation(handle, INHERIT, INHERIT);
    view.setBigUint64(80 + 8 * at, Deno.UnsafePointer.value(handle), true);
  });
  const process = new BigUint64Array(3);
  const program = wideString(batch ? shell : file);
  const command = wideString(line);
  const created = kernel.CreateProcessW(
    program,
    command,
    0n,
    0n,
    1,
    SUSPENDED,
    0n,
    0n,
    startup,
    process,
  );
  if (created === 0) throw new StartFailed(kernel.GetLastError());
  const [handle, thread] = [pointerIn(process), pointerIn(process.subarray(1))];
  endWithThisProcess(handle);
  kernel.ResumeThread(thread);
  await wait.WaitForSingleObject(handle, INFINITE);
  const status = new Uint32Array(1);
  kernel.GetExitCodeProcess(handle, status);
  return status[0]!;
}

let opened: ReturnType<typeof load> | undefined;

function open(): ReturnType<typeof load> {
  return opened ??= load();
}

function load() {
  const kernel = Deno.dlopen("kernel32.dll", {
    CreateProcessW: {
      parameters: [
        ...["buffer", "buffer", "usize", "usize", "i32"] as const,
        ...["u32", "usize", "usize", "buffer", "buffer"] as const,
      ],
      result: "i32",
    },
    ResumeThread: { parameters: ["pointer"], result: "u32" },
    GetExitCodeProcess: { parameters: ["pointer", "buffer"], result: "i32" },
    GetStdHandle: { parameters: ["i32"], result: "pointer" },
    SetHandleInformation: { parameters: ["pointer", "u32", "u32"], result: "i32" },
    CreateJobObjectW: { parameters: ["usize", "usize"], result: "pointer" },
    SetInformationJobObject: { parameters: ["pointer", "i32", "buffer", "u32"], result: "i32" },
    AssignProcessToJobObject: { parameters: ["pointer", "pointer"], result: "i32" },
    GetSystemDirectoryW: { parameters: ["buffer", "u32"], result: "u32" },
    GetCommandLineW: { parameters: [], result: "pointer" },
    GetLastError: { parameters: [], result: "u32" },
  }).symbols;
  const wait = Deno.dlopen("kernel32.dll", {
    WaitForSingleObject: { parameters: ["pointer", "u32"], result: "u32", nonblocking: true },
  }).symbols;
  return { kernel, wait };
}

/** Makes Windows end the process `handle` with this one. Its own children leave the job, so they go on. */
function endWithThisProcess(handle: Deno.PointerValue): void {
  const { kernel } = open();
  const job = kernel.CreateJobObjectW(0n, 0n);
  const limits = new Uint8Array(LIMITS_BYTES);
  new DataView(limits.buffer).setUint32(16, KILL_ON_CLOSE | SILENT_BREAKAWAY, true);
  kernel.SetInformationJobObject(job, EXTENDED_LIMITS, limits, LIMITS_BYTES);
  // Fails in a job that allows none inside it. The program then outlives a killed opaws.
  kernel.AssignProcessToJobObject(job, handle);
}

/** Returns the path of a program of Windows. No variable can redirect it. */
function systemFile(name: string): string {
  const folder = new Uint16Array(260);
  open().kernel.GetSystemDirectoryW(folder, folder.length);
  return `${textOfWide(folder)}\\${name}`;
}

/**
 * Throws BadArgument if Deno may have lost text of `args`: half a surrogate pair, which no valid text has, becomes a
 * replacement character.
 */
function refuseLostText(args: readonly string[]): void {
  if (!args.some((arg) => arg.includes("\ufffd"))) return;
  const line = open().kernel.GetCommandLineW();
  const view = new Deno.UnsafePointerView(line!);
  let text = "";
  for (let at = 0;; at += 2) {
    const unit = view.getUint16(at);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  if (!text.isWellFormed()) throw new BadArgument("an argument is not valid Unicode");
}
