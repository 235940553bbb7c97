import type { Paths } from "../../src/fs/paths.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";

/** The end of the line that names the home. */
const LINE_READ = /^read\(0<[^>]*>, "\\n"/m;

const SCRIPT = new URL("waiting_writer.ts", import.meta.url).pathname;

/** A system call of a write. */
export interface Call {
  /** Its name. */
  readonly name: string;
  /** Which of its name it is, from 1, as strace counts. */
  readonly nth: number;
  /** As strace writes it, with the path of each open file. */
  readonly line: string;
}

/** How a traced write ended. */
export interface TracedWrite {
  /** What the writer answered; null when it was killed. */
  readonly answer: string | null;
  /** Its system calls in order. */
  readonly calls: readonly Call[];
  /** The call that was made to fail, as strace writes it; null when it did not come to it. */
  readonly failed: string | null;
}

/** What a writer does: it adds an item, or changes the password. */
export type Writing = "item" | "password";

/** Whether strace is here. */
export function canTrace(): boolean {
  try {
    return new Deno.Command("strace", { args: ["-V"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** A process of its own that writes when it is told to, under strace. */
export class TracedWriter implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: ReadableStreamDefaultReader<string>;

  private constructor(key: VaultKey, what: Writing) {
    this.#child = new Deno.Command(Deno.execPath(), {
      // The first runs fill the code cache: hundreds of calls of SQLite among those of the write.
      args: ["run", "-A", "-q", "--no-lock", "--no-code-cache", SCRIPT, key.bytes.toHex(), what],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts one, and waits until it waits. */
  static async start(key: VaultKey, what: Writing = "item"): Promise<TracedWriter> {
    const writer = new TracedWriter(key, what);
    if (await writer.#line() !== "ready") throw new Error("the writer did not start");
    return writer;
  }

  /** Its standard input, as strace names it among the files. */
  get input(): string {
    return Deno.readLinkSync(`/proc/${this.#child.pid}/fd/0`);
  }

  /**
   * Lets it write in `paths`; `inject` is what strace does to it, nothing when left out. With `onlyFiles` only the calls
   * that concern these files are seen and counted, by name or opened: these are the same each time, while the runtime's
   * own differ from run to run, and with them the number of a call among all.
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
      const answer = await this.#line();
      if (answer !== null) endQuietly(strace);
      await strace.status;
      if (answer !== null) await until(() => !isTraced(pid));
      const text = Deno.readTextFileSync(trace);
      const failed = text.split("\n").find((line) => line.endsWith("(INJECTED)")) ?? null;
      return { answer, calls: callsOf(text), failed };
    } finally {
      Deno.removeSync(trace);
    }
  }

  /** Ends it. */
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

/** The files under `home` that `calls` concern, by name or opened. */
export function filesIn(calls: readonly Call[], home: string): string[] {
  const paths = calls.flatMap(({ line }) => line.match(/(?<=["<])\/[^"> ]*/g) ?? []);
  return [...new Set(paths)].filter((path) => path.startsWith(`${home}/`));
}

/**
 * The calls between the reading of the home and the writing of the answer, each as the `when` of an injection counts
 * it: from where the tracing began.
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

/** Whether somebody traces the process; nobody does one that is gone. */
function isTraced(pid: number): boolean {
  try {
    return !/TracerPid:\t0\n/.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A call behind the answer may have been the one to be killed at: the writer is gone then, and strace with it. */
function endQuietly(strace: Deno.ChildProcess): void {
  try {
    strace.kill("SIGINT");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("waited too long");
    await new Promise((done) => setTimeout(done, 2));
  }
}
