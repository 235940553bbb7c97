/** How to start a program in a new terminal. */
export interface PtyOptions {
  /** Its complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory. */
  readonly cwd?: string;
  /** Lines of the terminal, by default 24. */
  readonly rows?: number;
  /** Columns of the terminal, by default 200, so that no line wraps. */
  readonly cols?: number;
}

const O_RDWR = 2;
const O_NOCTTY = 0o400;
const O_CLOEXEC = 0o2000000;
const TIOCSWINSZ = 0x5414n;
const POLLIN = 1;
const TICK = 20; // milliseconds

function openLibc() {
  return Deno.dlopen("libc.so.6", {
    posix_openpt: { parameters: ["i32"], result: "i32" },
    grantpt: { parameters: ["i32"], result: "i32" },
    unlockpt: { parameters: ["i32"], result: "i32" },
    ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
    ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
    poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
    close: { parameters: ["i32"], result: "i32" },
  });
}

/**
 * A program that leads a session and has a pseudo-terminal as its controlling terminal, as a shell in a terminal window
 * does. Linux only: `setsid` starts the session, and the first terminal that its leader opens becomes the controlling one.
 */
export class Pty implements AsyncDisposable {
  readonly #libc = openLibc();
  readonly #master: number;
  readonly #child: Deno.ChildProcess;
  readonly #decoder = new TextDecoder();
  readonly #reading: Promise<void>;
  /** Settles when nothing more is to be read after the program's end. */
  readonly #drained = Promise.withResolvers<void>();
  #raw = "";
  #seen = 0;
  #closing = false;
  #ended = false;

  /** Starts `command`, which may be a name on the PATH of `options.env`. */
  constructor(command: string, args: readonly string[], options: PtyOptions) {
    const { symbols } = this.#libc;
    this.#master = symbols.posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    const name = new Uint8Array(128);
    if (
      this.#master < 0 || symbols.grantpt(this.#master) !== 0 ||
      symbols.unlockpt(this.#master) !== 0 || symbols.ptsname_r(this.#master, name, 128n) !== 0
    ) {
      throw new Error("cannot open a pseudo-terminal");
    }
    const size = new Uint16Array([options.rows ?? 24, options.cols ?? 200, 0, 0]);
    symbols.ioctl(this.#master, TIOCSWINSZ, new Uint8Array(size.buffer));
    const slave = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    this.#child = new Deno.Command("/usr/bin/setsid", {
      args: ["/bin/sh", "-c", `exec "$@" <>${slave} >&0 2>&1`, "sh", command, ...args],
      env: { ...options.env },
      clearEnv: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#reading = this.#read();
  }

  /** The process id of the program, which leads its session. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves to the exit status when the program has ended and everything that it wrote is in {@linkcode Pty.output}. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#drained.promise.then(() => this.#child.status);
  }

  /** Everything that the program has written, without colors and cursor movements. */
  get output(): string {
    return plain(this.#raw);
  }

  /** Everything that the program has written, unchanged. */
  get raw(): string {
    return this.#raw;
  }

  /** Types `text`; `\r` is Enter, `\x03` is Ctrl-C. */
  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      const rest = bytes.subarray(at);
      const sent = Number(await this.#libc.symbols.write(this.#master, rest, BigInt(rest.length)));
      if (sent <= 0) throw new Error("cannot write to the terminal");
      at += sent;
    }
  }

  /** Waits until the output after the last match matches `pattern`, and returns the match. Throws after `timeout` ms. */
  async expect(pattern: RegExp, timeout = 10_000): Promise<string> {
    const end = performance.now() + timeout;
    for (;;) {
      const rest = this.output.slice(this.#seen);
      const match = pattern.exec(rest);
      if (match !== null) {
        this.#seen += match.index + match[0].length;
        return match[0];
      }
      if (performance.now() > end || this.#ended) {
        const reason = this.#ended ? "the terminal ended" : `${timeout} ms passed`;
        throw new Error(`${reason} without ${pattern}; seen: ${JSON.stringify(rest.slice(-2000))}`);
      }
      await pause();
    }
  }

  /** Closes the terminal as closing its window does, so that the session gets SIGHUP. Waits for the program to end. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await this.#reading;
    this.#libc.symbols.close(this.#master);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#child.status;
    clearTimeout(timer);
    this.#libc.close();
  }

  /** {@linkcode Pty.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #read(): Promise<void> {
    const { symbols } = this.#libc;
    const buffer = new Uint8Array(65536);
    const poll = new Int32Array([this.#master, POLLIN]);
    let hasEnded = false;
    this.#child.status.then(() => hasEnded = true);
    while (!this.#closing) {
      const wasEnded = hasEnded;
      // A waiting read would keep the terminal open after close(), so read only when there is something to read.
      const ready = await symbols.poll(new Uint8Array(poll.buffer), 1n, TICK);
      if (ready <= 0) {
        if (wasEnded) this.#drained.resolve(); // a program that it left may still have the terminal open
        continue;
      }
      const length = Number(symbols.read(this.#master, buffer, BigInt(buffer.length)));
      if (length <= 0) {
        // Linux returns EIO while no process has the other end open: before the program starts and after it ends.
        if (await this.#hasEnded()) break;
        await pause();
        continue;
      }
      const text = this.#decoder.decode(buffer.slice(0, length), { stream: true });
      this.#raw += text;
      // Fish asks for the terminal's attributes (DA1) and waits for a reply.
      // deno-lint-ignore no-control-regex
      if (/\x1b\[0?c/.test(text)) await this.send("\x1b[?62;22c");
      // Nushell asks where the cursor is.
      // deno-lint-ignore no-control-regex
      if (/\x1b\[6n/.test(text)) await this.send("\x1b[1;1R");
    }
    this.#ended = true;
    this.#drained.resolve();
  }

  async #hasEnded(): Promise<boolean> {
    return await Promise.race([this.#child.status.then(() => true), pause().then(() => false)]);
  }
}

/** Returns `text` without escape sequences, bells and backspaces, and with `\n` as line ends. */
export function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\/g, "")
    // deno-lint-ignore no-control-regex
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g, "")
    // deno-lint-ignore no-control-regex
    .replace(/[\x07\x08\x0e\x0f]/g, "").replace(/\r+\n/g, "\n")
    .replace(/\n\r+/g, "\n");
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, TICK));
}
