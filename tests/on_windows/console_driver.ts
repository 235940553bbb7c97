// Runs the command of its arguments in a console of its own, types there or causes an event, and prints what happened as
// JSON. `deno run console_driver.ts OPTIONS COMMAND...`, OPTIONS being JSON.

import { startAndWait } from "../../src/windows/start_program.ts";

/** What happens in the console. */
export interface ConsoleOptions {
  /** What to type, and what the screen shows when it is time for it. */
  readonly typed?: readonly (readonly [prompt: string, keys: string])[];
  /** Whether the standard streams of the command are the console; by default none of them is. */
  readonly isInteractive?: boolean;
  /** What happens to the console then, or when `ready` exists. */
  readonly event?: keyof typeof EVENTS;
  /** The file that exists when it is time for `event`. */
  readonly ready?: string;
}

/** The numbers of Windows: CTRL_C_EVENT and others. */
const EVENTS = { "Ctrl-C": 0, "Ctrl-Break": 1, close: 2 } as const;
const ALL_ACCESS = 0x1f_ffff; // PROCESS_ALL_ACCESS

const kernel = Deno.dlopen("kernel32.dll", {
  FreeConsole: { parameters: [], result: "i32" },
  AllocConsole: { parameters: [], result: "i32" },
  GetConsoleProcessList: { parameters: ["buffer", "u32"], result: "u32" },
  GetModuleHandleW: { parameters: ["buffer"], result: "pointer" },
  GetProcAddress: { parameters: ["pointer", "buffer"], result: "pointer" },
  OpenProcess: { parameters: ["u32", "i32", "u32"], result: "pointer" },
  CreateRemoteThread: {
    parameters: ["pointer", "usize", "usize", "pointer", "usize", "u32", "usize"],
    result: "pointer",
  },
  CreateFileW: {
    parameters: ["buffer", "u32", "u32", "usize", "u32", "u32", "usize"],
    result: "pointer",
  },
  GetStdHandle: { parameters: ["i32"], result: "pointer" },
  SetStdHandle: { parameters: ["i32", "pointer"], result: "i32" },
  GetConsoleMode: { parameters: ["pointer", "buffer"], result: "i32" },
  WriteConsoleInputW: { parameters: ["pointer", "buffer", "u32", "buffer"], result: "i32" },
  ReadConsoleOutputCharacterW: {
    parameters: ["pointer", "buffer", "u32", "u32", "buffer"],
    result: "i32",
  },
}).symbols;

const [text, program, ...args] = Deno.args as [string, string, ...string[]];
const options: ConsoleOptions = JSON.parse(text);
kernel.FreeConsole();
kernel.AllocConsole();
const [input, output] = [open("CONIN$"), open("CONOUT$")];
const before = mode();
let isOver = false;
const ended = (options.isInteractive ? runOnConsole() : run()).finally(() => isOver = true);
let typingMode: number | null = null;
try {
  await act();
  await until(() => isOver);
  const result = { ...await ended, screen: screen(), modes: [before, typingMode, mode()] };
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(result)));
  Deno.exit(0);
} catch (error) {
  console.error(error);
  Deno.exit(1);
}

/** Types, and causes the event. */
async function act(): Promise<void> {
  for (const [prompt, keys] of options.typed ?? []) {
    await until(() => screen().includes(prompt));
    typingMode ??= mode();
    for (const key of keys) press(key);
  }
  if (options.event === undefined) return;
  if (options.ready !== undefined) await until(() => exists(options.ready!));
  cause(EVENTS[options.event]);
}

async function run() {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { code: code >>> 0, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function runOnConsole() {
  const which = [-10, -11, -12]; // STD_INPUT_HANDLE and the others
  const own = which.map((each) => kernel.GetStdHandle(each));
  const use = (handles: readonly Deno.PointerValue[]) =>
    which.forEach((each, at) => kernel.SetStdHandle(each, handles[at]!));
  use([input, output, output]);
  const ending = startAndWait(program, program, args);
  use(own);
  return { code: await ending, stdout: "", stderr: "" };
}

function open(name: string): Deno.PointerValue {
  return kernel.CreateFileW(wide(name), 0xc000_0000, 3, 0n, 3, 0, 0n);
}

function mode(): number {
  const found = new Uint32Array(1);
  kernel.GetConsoleMode(input!, found);
  return found[0]!;
}

/**
 * Causes `event` in every process of the console but this one, as Windows itself does: each runs `CtrlRoutine` in a new
 * thread. Wine's GenerateConsoleCtrlEvent kills on Ctrl-Break, and no function causes the event that closes a console.
 */
function cause(event: number): void {
  const routine = kernel.GetProcAddress(
    kernel.GetModuleHandleW(wide("kernelbase.dll")),
    new TextEncoder().encode("CtrlRoutine\0"),
  );
  const ids = new Uint32Array(64);
  const count = kernel.GetConsoleProcessList(ids, ids.length);
  for (const id of ids.subarray(0, count)) {
    if (id === Deno.pid) continue;
    const process = kernel.OpenProcess(ALL_ACCESS, 0, id);
    kernel.CreateRemoteThread(process, 0n, 0n, routine, BigInt(event), 0, 0n);
  }
}

/** Writes a KEY_EVENT_RECORD of `key` going down, and one of it coming up. */
function press(key: string): void {
  for (const down of [1, 0]) {
    const event = new DataView(new ArrayBuffer(20));
    event.setUint16(0, 1, true);
    event.setInt32(4, down, true);
    event.setUint16(8, 1, true);
    event.setUint16(14, key.charCodeAt(0), true);
    kernel.WriteConsoleInputW(input!, event.buffer, 1, new Uint32Array(1));
  }
}

/** Returns what the first lines of the console show. Wine shows escape sequences, so questions get long there. */
function screen(): string {
  const cells = new Uint16Array(80 * 150);
  const count = new Uint32Array(1);
  kernel.ReadConsoleOutputCharacterW(output!, cells, cells.length, 0, count);
  return String.fromCharCode(...cells.subarray(0, count[0]!));
}

async function until(condition: () => boolean): Promise<void> {
  // A command that ended says why on standard error.
  for (let left = 600; !condition() && !isOver; left -= 1) {
    if (left === 0) throw new Error(`it did not happen; the screen shows: ${screen()}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function wide(name: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(`${name}\0`, (letter) => letter.charCodeAt(0));
}
