import { wideString } from "./wide.ts";

const READ_WRITE = 0xc000_0000; // GENERIC_READ | GENERIC_WRITE
const SHARE = 0x3; // FILE_SHARE_READ | FILE_SHARE_WRITE
const OPEN_EXISTING = 3;
const PROCESSED_INPUT = 0x1;
const LINE_INPUT = 0x2;
const ECHO_INPUT = 0x4;
const VIRTUAL_TERMINAL_INPUT = 0x200;
const PROCESSED_OUTPUT = 0x1;
const VIRTUAL_TERMINAL_PROCESSING = 0x4;
const INVALID_HANDLE = 2n ** 64n - 1n;

/** The console of this process, set up for a question: nothing typed is shown, and Ctrl-C is a character. */
interface Console {
  /** Shows `text`, and obeys escape sequences if `escapes` is true. */
  write(text: string): void;
  /** Whether the console obeys escape sequences. */
  readonly escapes: boolean;
  /** Returns what is typed next; null if the console is gone. */
  read(): Promise<string | null>;
  /** Gives the console its modes back. */
  restore(): void;
  /** Closes it, after {@linkcode Console.restore}. */
  close(): void;
}

/**
 * Opens the console of this process, whatever the standard streams are (`CONIN$`, `CONOUT$`); null without one. Characters
 * pass as UTF-16, so the code page of the console does not matter.
 */
export function openConsole(): Console | null {
  const { kernel, waiting } = load();
  const [input, output] = ["CONIN$", "CONOUT$"].map((name) =>
    kernel.CreateFileW(wideString(name), READ_WRITE, SHARE, 0n, OPEN_EXISTING, 0, 0n)
  );
  const close = (): void => {
    for (const handle of [input, output]) if (isOpen(handle)) kernel.CloseHandle(handle!);
  };
  const modes = [new Uint32Array(1), new Uint32Array(1)] as const;
  if (
    !isOpen(input) || !isOpen(output) || kernel.GetConsoleMode(input!, modes[0]) === 0 ||
    kernel.GetConsoleMode(output!, modes[1]) === 0
  ) {
    close();
    return null;
  }
  const typing = modes[0][0]! &
    ~(PROCESSED_INPUT | LINE_INPUT | ECHO_INPUT | VIRTUAL_TERMINAL_INPUT);
  const showing = modes[1][0]! | PROCESSED_OUTPUT | VIRTUAL_TERMINAL_PROCESSING;
  kernel.SetConsoleMode(input!, typing);
  const escapes = kernel.SetConsoleMode(output!, showing) !== 0;
  return {
    escapes,
    write(text) {
      const units = wideString(text);
      kernel.WriteConsoleW(output!, units, text.length, new Uint32Array(1), 0n);
    },
    async read() {
      const units = new Uint16Array(256);
      const count = new Uint32Array(1);
      const done = await waiting.ReadConsoleW(input!, units, units.length, count, 0n);
      const text = String.fromCharCode(...units.subarray(0, count[0]!));
      units.fill(0);
      return done === 0 || text === "" ? null : text;
    },
    restore() {
      kernel.SetConsoleMode(input!, modes[0][0]!);
      kernel.SetConsoleMode(output!, modes[1][0]!);
    },
    close,
  };
}

function isOpen(handle: Deno.PointerValue | undefined): boolean {
  return handle !== undefined && handle !== null &&
    Deno.UnsafePointer.value(handle) !== INVALID_HANDLE;
}

function load() {
  const kernel = Deno.dlopen("kernel32.dll", {
    CreateFileW: {
      parameters: ["buffer", "u32", "u32", "usize", "u32", "u32", "usize"],
      result: "pointer",
    },
    CloseHandle: { parameters: ["pointer"], result: "i32" },
    GetConsoleMode: { parameters: ["pointer", "buffer"], result: "i32" },
    SetConsoleMode: { parameters: ["pointer", "u32"], result: "i32" },
    WriteConsoleW: { parameters: ["pointer", "buffer", "u32", "buffer", "usize"], result: "i32" },
  }).symbols;
  const waiting = Deno.dlopen("kernel32.dll", {
    ReadConsoleW: {
      parameters: ["pointer", "buffer", "u32", "buffer", "usize"],
      result: "i32",
      nonblocking: true,
    },
  }).symbols;
  return { kernel, waiting };
}
