// Runs the command of its arguments in a console of its own, types what is on its standard input, or presses Ctrl-C once a
// file exists, and prints what happened as JSON. `deno run console_driver.ts OPTIONS COMMAND...`, OPTIONS being JSON.

interface Options {
  /** What to type, one entry a key press that follows when the screen shows `prompt`. */
  readonly type?: string;
  /** What the screen shows when the question is there. */
  readonly prompt?: string;
  /** The file that exists when it is time to press Ctrl-C. */
  readonly interruptAfter?: string;
}

const kernel = Deno.dlopen("kernel32.dll", {
  FreeConsole: { parameters: [], result: "i32" },
  AllocConsole: { parameters: [], result: "i32" },
  GenerateConsoleCtrlEvent: { parameters: ["u32", "u32"], result: "i32" },
  CreateFileW: {
    parameters: ["buffer", "u32", "u32", "usize", "u32", "u32", "usize"],
    result: "pointer",
  },
  GetConsoleMode: { parameters: ["pointer", "buffer"], result: "i32" },
  WriteConsoleInputW: { parameters: ["pointer", "buffer", "u32", "buffer"], result: "i32" },
  ReadConsoleOutputCharacterW: {
    parameters: ["pointer", "buffer", "u32", "u32", "buffer"],
    result: "i32",
  },
}).symbols;

const [text, program, ...args] = Deno.args as [string, string, ...string[]];
const options: Options = JSON.parse(text);
kernel.FreeConsole();
kernel.AllocConsole();
Deno.addSignalListener("SIGINT", () => {});
const [input, output] = [open("CONIN$"), open("CONOUT$")];
const before = mode();
const child = new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" })
  .spawn();
let isOver = false;
const ended = child.output().finally(() => isOver = true);
if (options.interruptAfter !== undefined) {
  await until(() => exists(options.interruptAfter!));
  kernel.GenerateConsoleCtrlEvent(0, 0);
}
let typingMode: number | null = null;
if (options.type !== undefined) {
  await until(() => screen().includes(options.prompt!));
  typingMode = mode();
  for (const key of options.type) press(key);
}
const { code, stdout, stderr } = await ended;
const decoder = new TextDecoder();
const result = {
  code: code >>> 0,
  stdout: decoder.decode(stdout),
  stderr: decoder.decode(stderr),
  screen: screen(),
  modes: [before, typingMode, mode()],
};
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(result)));
Deno.exit(0);

function open(name: string): Deno.PointerValue {
  return kernel.CreateFileW(wide(name), 0xc000_0000, 3, 0n, 3, 0, 0n);
}

function mode(): number {
  const found = new Uint32Array(1);
  kernel.GetConsoleMode(input!, found);
  return found[0]!;
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

/** Returns what the first lines of the console show. */
function screen(): string {
  const cells = new Uint16Array(80 * 25);
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
