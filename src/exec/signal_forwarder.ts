import type { SignalWitness } from "./signal_witness.ts";

/** Signals that another process may send to opaws and mean for the tool. */
const FORWARDED: readonly Deno.Signal[] = [
  ...["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH"] as const,
];
/** Signals that the terminal sends to opaws and to the tool, if both are in its foreground. */
const FROM_TERMINAL: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT", "SIGWINCH"];
const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
  SIGWINCH: 28,
};

/**
 * Forwards signals of this process to a child. A signal that this process ignores stays ignored, for the child too. On a
 * terminal, a signal that the whole process group got is not forwarded, because the child is in that group: with Linux a
 * {@linkcode SignalWitness} shows which, elsewhere Ctrl-C counts as sent to all.
 */
export class SignalForwarder {
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];
  /** Signals that came before the child was started. */
  readonly #early: Deno.Signal[] = [];
  #pid: number | null = null;
  #witness: SignalWitness | null = null;

  /** Receives signals from now on. */
  constructor() {
    const ignored = ignoredSignals();
    const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
      ? ["SIGINT", "SIGBREAK"]
      : FORWARDED.filter((signal) => !ignored(signal));
    this.#listeners = signals.map((signal) => [signal, () => this.#receive(signal)] as const);
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  /** Forwards to the process `pid` from now on, and the signals that came before. */
  forwardTo(pid: number): void {
    this.#pid = pid;
    for (const signal of this.#early) this.#send(signal);
    if (terminalState() !== "none") this.#watch().catch(() => {}); // without a witness as elsewhere
  }

  /** Stops forwarding. */
  stop(): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
    this.#pid = null;
    this.#witness?.stop();
  }

  async #watch(): Promise<void> {
    if (Deno.build.os !== "linux") return;
    const { SignalWitness } = await import("./signal_witness.ts");
    if (this.#pid !== null) this.#witness = new SignalWitness();
  }

  async #receive(signal: Deno.Signal): Promise<void> {
    // A console of Windows sends its signals to all of its programs.
    if (Deno.build.os === "windows") return;
    if (this.#pid === null) return void this.#early.push(signal);
    const seen = signal === "SIGWINCH" ? null : await this.#witness?.saw(NUMBERS[signal]!) ?? null;
    const isForAll = seen ??
      (FROM_TERMINAL.includes(signal) && terminalState() === "foreground");
    if (!isForAll) this.#send(signal);
  }

  #send(signal: Deno.Signal): void {
    if (this.#pid === null) return;
    try {
      Deno.kill(this.#pid, signal);
    } catch {
      // It has just ended.
    }
  }
}

/** Returns a function that reports whether this process ignores a signal, as under `nohup`. Source: `proc(5)`, SigIgn. */
function ignoredSignals(): (signal: Deno.Signal) => boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
    const bits = BigInt(`0x${mask ?? 0}`);
    return (signal) => (bits >> BigInt(NUMBERS[signal]! - 1) & 1n) === 1n;
  } catch {
    return () => false;
  }
}

/**
 * Returns whether this process has a terminal, and is in its foreground. Source: `proc(5)`, `pgrp`, `tty_nr` and `tpgid` of
 * `/proc/self/stat`.
 */
function terminalState(): "none" | "background" | "foreground" {
  if (Deno.build.os !== "linux") {
    return Deno.stdin.isTerminal() || Deno.stderr.isTerminal() ? "foreground" : "none";
  }
  try {
    const text = Deno.readTextFileSync("/proc/self/stat");
    const [, , group, , terminal, foreground] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    if (terminal === "0") return "none";
    return group === foreground ? "foreground" : "background";
  } catch {
    return "none";
  }
}
