import { pause } from "./pause.ts";
import { helperProgram, startHelper } from "./start_helper.ts";

/** How long the system may take to send a signal to all processes of a group; milliseconds. */
const GROUP_TIME = 10;
/** How long after its start a witness counts. This process may still have to receive a signal of before; milliseconds. */
const START_TIME = 100;

/**
 * A process in the group of this one that only waits. Ctrl-C, the end of a terminal, and `kill` with the id of a group send
 * a signal to the whole group, so the witness gets it as the tool does. A signal that the witness does not get was sent to
 * this process alone. Linux only.
 */
export class SignalWitness {
  #child: Deno.ChildProcess | null = null;
  #isStopped = false;

  /** Starts it. Without a program for it there is no witness. */
  constructor() {
    this.#start().catch(() => {});
  }

  async #start(): Promise<void> {
    const program = helperProgram("cat");
    if (program === null) return;
    const quiet = { stdout: "null", stderr: "null" } as const;
    // It ends with this process, whose end of the pipe closes then.
    const child = startHelper(program, { environment: { only: {} }, stdin: "piped", ...quiet });
    let hasEnded = false;
    const ended = child.status.then(() => hasEnded = true);
    await pause(START_TIME);
    await pause(START_TIME); // and at least one round of events
    if (this.#isStopped) return await child.stdin.close();
    if (!hasEnded) this.#child = child;
    await ended;
    await pause(START_TIME); // `saw` may be about to look at it
    if (this.#isStopped) return;
    if (this.#child === child) this.#child = null;
    await this.#start();
  }

  /**
   * Reports whether the signal with the number `signal`, which this process has just received, went to the whole group;
   * null if there is no witness. If the signal ended the witness, there is another one a moment later.
   */
  async saw(signal: number): Promise<boolean | null> {
    const child = this.#child;
    if (child === null) return null;
    await pause(GROUP_TIME);
    return hasGot(child.pid, signal);
  }

  /** Ends it. */
  stop(): void {
    this.#isStopped = true;
    this.#child?.stdin.close().catch(() => {});
    this.#child = null;
  }
}

/** Reports whether the process `pid` has ended, or has the signal waiting. Source: `proc(5)`, ShdPnd. */
function hasGot(pid: number, signal: number): boolean {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const pending = BigInt(`0x${/^ShdPnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? 0}`);
    return /^State:\s*[ZX]/m.test(status) || (pending >> BigInt(signal - 1) & 1n) === 1n;
  } catch {
    return true; // it has ended
  }
}
