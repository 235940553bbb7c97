/** Reads the arguments of every process on the machine, over and over, for as long as it is not disposed of. */
export class ArgumentSampler implements AsyncDisposable {
  /** Every command line that was seen, NULs between its words. */
  readonly seen: Set<string> = new Set();
  /** How often all processes were looked at. */
  rounds = 0;
  #running = true;
  readonly #ended: Promise<void>;

  /** Starts at once. */
  constructor() {
    this.#ended = this.#sample();
  }

  /** Ends it. */
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
          // It has ended.
        }
      }
      this.rounds += 1;
      await new Promise((done) => setTimeout(done, 1));
    }
  }
}
