import type { Paths } from "../../src/fs/paths.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";

/** Matches the read of the newline after the home, which ends the wait. */
const LINE_READ = /^read\(0<[^>]*>, "\\n"/m;

const SCRIPT = new URL("waiting_writer.ts", import.meta.url).pathname;

/** A system call of a write. */
export interface Call {
  /** Its name. */
  readonly name: string;
  /** Its number among the calls of that name, from 1, as strace counts. */
  readonly nth: number;
  /** The line that strace writes, with the path of each open file. */
  readonly line: string;
}

/** How a traced write ended. */
export interface TracedWrite {
  /** What the writer printed. Null if it was killed. */
  readonly result: string | null;
  /** Its system calls, in order. */
  readonly calls: readonly Call[];
  /** The line of the call that strace made fail. Null if the writer did not reach it. */
  readonly failed: string | null;
}

/** What a writer does: add an item, change the password, or share the vault. */
export type Writing = "item" | "password" | "share";

/** A separate process that writes on request, under strace. */
export class TracedWriter implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: ReadableStreamDefaultReader<string>;

  private constructor(key: VaultKey, what: Writing) {
    this.#child = new Deno.Command(Deno.execPath(), {
      // Filling the code cache would add hundreds of SQLite calls to those of the write.
      args: ["run", "-A", "-q", "--no-lock", "--no-code-cache", SCRIPT, key.bytes.toHex(), what],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts a writer and waits until it is ready. */
  static async start(key: VaultKey, what: Writing = "item"): Promise<TracedWriter> {
    const writer = new TracedWriter(key, what);
    if (await writer.#line() !== "ready") throw new Error("the writer did not start");
    return writer;
  }

  /** Its standard input as strace names it. */
  get input(): string {
    return Deno.readLinkSync(`/proc/${this.#child.pid}/fd/0`);
  }

  /**
   * Makes the process write in `paths`. strace injects `inject`, if given. With `onlyFiles`, strace sees and counts only
   * the calls that name these files or have them open. Those are the same each time, while the runtime's own calls, and
   * so the numbers among all calls, differ from run to run.
   */
  async write(
    paths: Paths,
    inject?: string,
    onlyFiles: readonly string[] = [],
  ): Promise<TracedWrite> {
    const { pid } = this.#child;
    const trace = Deno.makeTempFileSync({ prefix: "opaws-trace-" });
    const strace = new Deno.Command("strace", {
      args: [
        "-qq",
        "-y",
        ...["-o", trace, "-p", String(pid)],
        ...onlyFiles.flatMap((path) => ["-P", path]),
        ...(inject === undefined ? [] : ["-e", `inject=${inject}`]),
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await until(() => isTraced(pid));
      await this.#stdin.write(new TextEncoder().encode(`${paths.home}\n`));
      const result = await this.#line();
      if (result !== null) stop(strace);
      await strace.status;
      if (result !== null) await until(() => !isTraced(pid));
      const text = Deno.readTextFileSync(trace);
      const failed = text.split("\n").find((line) => line.endsWith("(INJECTED)")) ?? null;
      return { result, calls: callsOf(text), failed };
    } finally {
      Deno.removeSync(trace);
    }
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close().catch(() => {});
    await this.#child.status;
    await this.#stdout.cancel().catch(() => {});
  }

  async #line(): Promise<string | null> {
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await this.#stdout.read();
      if (done) return null;
      text += value;
    }
    return text.trim();
  }
}

/** Returns the files under `home` that `calls` name or have open. */
export function filesIn(calls: readonly Call[], home: string): string[] {
  const paths = calls.flatMap(({ line }) => line.match(/(?<=["<])\/[^"> ]*/g) ?? []);
  return [...new Set(paths)].filter((path) => path.startsWith(`${home}/`));
}

/**
 * Returns the calls between reading the home and printing the result. Each has the number that `when` of an injection
 * takes, which counts from the start of the trace.
 */
function callsOf(trace: string): Call[] {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let begun = !LINE_READ.test(trace);
  for (const line of trace.split("\n")) {
    const name = /^(\w+)\(/.exec(line)?.[1];
    if (name === undefined) continue;
    if (line.startsWith("write(1<")) break;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (begun) calls.push({ name, nth: counts.get(name)!, line });
    begun ||= LINE_READ.test(line);
  }
  return calls;
}

/** Reports whether the process is traced. False if it has ended. */
function isTraced(pid: number): boolean {
  try {
    return !/TracerPid:\t0\n/.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Stops strace. It has already ended if a call after the printed result killed the writer. */
function stop(strace: Deno.ChildProcess): void {
  try {
    strace.kill("SIGINT");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error("waited too long");
    await new Promise((done) => setTimeout(done, 2));
  }
}
