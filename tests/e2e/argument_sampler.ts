/** Reads the arguments of every process on the machine, again and again until it is disposed of. */
export class ArgumentSampler implements AsyncDisposable {
  /** Every command line it has read, with NUL between the arguments. */
  readonly seen: Set<string> = new Set();
  /** How often it has read all processes. */
  rounds = 0;
  #running = true;
  readonly #ended: Promise<void>;

  /** Starts reading. */
  constructor() {
    this.#ended = this.#sample();
  }

  /** Stops reading. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#running = false;
    await this.#ended;
  }

  async #sample(): Promise<void> {
    while (this.#running) {
      for (const { name } of Deno.readDirSync("/proc")) {
        if (!/^\d+$/.test(name)) continue;
        try {
          this.seen.add(Deno.readTextFileSync(`/proc/${name}/cmdline`));
        } catch {
          // The process has ended.
        }
      }
      this.rounds += 1;
      await new Promise((done) => setTimeout(done, 1));
    }
  }
}
