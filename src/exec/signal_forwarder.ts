/** Signals that another process sends to opaws and means for the tool. */
const FORWARDED: readonly Deno.Signal[] = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"];
/** Signals that the terminal sends to opaws and to the tool, if both are in its foreground. */
const FROM_TERMINAL: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT"];
const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
};

/** Forwards signals of this process to a child. A signal that this process ignores stays ignored, for the child too. */
export class SignalForwarder {
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];
  /** Signals that came before the child was started. */
  readonly #early: Deno.Signal[] = [];
  #pid: number | null = null;

  /** Receives signals from now on. */
  constructor() {
    const ignored = ignoredSignals();
    const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
      ? ["SIGINT", "SIGBREAK"]
      : [...FORWARDED, ...FROM_TERMINAL].filter((signal) => !ignored(signal));
    this.#listeners = signals.map((signal) => [signal, () => this.#receive(signal)] as const);
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  /** Forwards to the process `pid` from now on, and the signals that came before. */
  forwardTo(pid: number): void {
    this.#pid = pid;
    for (const signal of this.#early) this.#receive(signal);
  }

  /** Stops forwarding. */
  stop(): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }

  #receive(signal: Deno.Signal): void {
    // A console of Windows sends its signals to all of its programs.
    if (Deno.build.os === "windows") return;
    if (FROM_TERMINAL.includes(signal) && isInForeground()) return;
    if (this.#pid === null) return void this.#early.push(signal);
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
 * Reports whether this process is in the foreground of its terminal, which then sends its signals to the tool as well.
 * Source: `proc(5)`, `pgrp` and `tpgid` of `/proc/self/stat`.
 */
function isInForeground(): boolean {
  if (Deno.build.os !== "linux") return Deno.stdin.isTerminal() || Deno.stderr.isTerminal();
  try {
    const text = Deno.readTextFileSync("/proc/self/stat");
    const [, , group, , , foreground] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    return false;
  }
}
