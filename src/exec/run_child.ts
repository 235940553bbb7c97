import { unguardedStart } from "../memory_guard.ts";
import type { Secret } from "../secret.ts";
import { ENOEXEC, execError, isBinary, type Program } from "./become.ts";
import { pause } from "./pause.ts";
import { posixSpawn } from "./posix_spawn.ts";
import { SignalForwarder } from "./signal_forwarder.ts";

/** How long this process waits for a signal that it sent to itself; milliseconds. */
const SIGNAL_TIMEOUT = 5000;

/** How a child ended. */
interface ChildEnd {
  /** Its exit status; 128 and the number of the signal if a signal ended it. */
  readonly code: number;
  /** The signal that ended it; null if none did. */
  readonly signal: Deno.Signal | null;
}

/** A child that runs. */
interface Child {
  readonly pid: number;
  readonly end: () => Promise<ChildEnd>;
}

/**
 * Runs `program` with the changed environment, forwards signals to it, and waits for its end. The environment of this
 * process stays as it is.
 *
 * @throws UserError (126, not runnable) or (127, command not found) as `become` does.
 */
export async function runChild(
  program: Program,
  { set, unset }: {
    readonly set: Readonly<Record<string, string | Secret>>;
    readonly unset: readonly string[];
  },
): Promise<ChildEnd> {
  if (Deno.build.os === "windows") return await runOnWindows(program, set, unset);
  const forwarder = new SignalForwarder(); // before the child exists, so that no signal ends only this process
  try {
    const child = startIn(program, set, unset);
    forwarder.forwardTo(child.pid);
    return await child.end();
  } finally {
    forwarder.stop();
  }
}

/** Ends this process by `signal`, as the child ended, so that a shell reports the same. Returns if that is not possible. */
export async function endBySignal(signal: Deno.Signal): Promise<void> {
  if (Deno.build.os === "windows") return;
  Deno.kill(Deno.pid, signal);
  await pause(SIGNAL_TIMEOUT); // a thread of the runtime takes the signal
}

function startIn(
  program: Program,
  set: Readonly<Record<string, string | Secret>>,
  unset: readonly string[],
): Child {
  const restore = changeEnvironment(set, unset);
  try {
    return unguardedStart(() => start(program));
  } finally {
    restore();
  }
}

function start(program: Program): Child {
  if (Deno.build.os !== "linux") return startWithDeno(program);
  let started = posixSpawn(program.file, program.name, program.args);
  const isForeign = started === ENOEXEC && isBinary(program.file);
  if (started === ENOEXEC && !isForeign) {
    // A script without "#!". The shell runs it, as execvp(3) and every shell do.
    const script = new TextEncoder().encode(program.file);
    started = posixSpawn("/bin/sh", "sh", [script, ...program.args]);
  }
  if (typeof started === "number") throw execError(program.file, started, isForeign);
  const { pid, wait } = started;
  return { pid, end: async () => endOf(await wait()) };
}

/** Reads a status of `waitpid(2)`. */
function endOf(status: number): ChildEnd {
  const number = status & 0x7f;
  if (number === 0) return { code: (status >> 8) & 0xff, signal: null };
  const signal = LINUX_SIGNALS[number] ?? null;
  return { code: 128 + number, signal };
}

/** The signals that end a process by default, by their number on Linux (`signal(7)`). */
const LINUX_SIGNALS: Readonly<Record<number, Deno.Signal>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  10: "SIGUSR1",
  11: "SIGSEGV",
  12: "SIGUSR2",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

function startWithDeno({ file, args }: Program): Child {
  const decoder = new TextDecoder();
  const child = new Deno.Command(file, {
    args: args.map((bytes) => decoder.decode(bytes)),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return {
    pid: child.pid,
    end: async () => {
      const { code, signal } = await child.status;
      return { code, signal };
    },
  };
}

/** The terminal sends its signals to the tool itself. The environment is changed until the end: what renews does not read it. */
async function runOnWindows(
  program: Program,
  set: Readonly<Record<string, string | Secret>>,
  unset: readonly string[],
): Promise<ChildEnd> {
  const { startAndWait } = await import("./spawn_on_windows.ts");
  const restore = changeEnvironment(set, unset);
  try {
    return { code: await startAndWait(program), signal: null };
  } finally {
    restore();
  }
}

/** Changes the environment, which a child gets as it is then. Returns what changes it back. */
function changeEnvironment(
  set: Readonly<Record<string, string | Secret>>,
  unset: readonly string[],
): () => void {
  const names = new Set([...unset, ...Object.keys(set)]);
  const before = [...names].map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.delete(name);
  for (const [name, value] of Object.entries(set)) {
    Deno.env.set(name, typeof value === "string" ? value : value.reveal());
  }
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  };
}
