import { UserError } from "../errors.ts";
import { unguardMemory } from "../memory_guard.ts";
import { address, cString, libc } from "../libc.ts";
import type { Secret } from "../secret.ts";
import type { ArgumentBytes } from "./arguments.ts";

const ENOENT = 2;
const E2BIG = 7;
const ENOEXEC = 8;

/** What the environment of the tool gets and loses; all other variables pass unchanged. */
export interface EnvironmentChange {
  /** Variables to set. */
  readonly set: Readonly<Record<string, string | Secret>>;
  /** Variables to remove. */
  readonly unset: readonly string[];
}

/** The program to become. */
export interface Program {
  /** Its file. */
  readonly file: string;
  /** Its `argv[0]`: the word the user typed. */
  readonly name: string;
  /** Its further arguments. */
  readonly args: readonly ArgumentBytes[];
}

/**
 * Replaces this process by `program` (`execve(2)`) on Linux and macOS: same process id, terminal, signals and
 * open files, and no process with secrets stays behind. On Windows it starts it, waits, and answers its status.
 * The environment is changed in place, so variables that are not UTF-8 survive.
 * Faults (126) when the system refuses to execute the file, (127) when it or its interpreter is gone.
 */
export async function become(program: Program, change: EnvironmentChange): Promise<number> {
  applyEnvironment(change);
  if (Deno.build.os === "windows") return await startAndWait(program);
  const c = libc();
  c.restoreSigpipe();
  unguardMemory();
  execute(program.file, program.name, program.args);
  let errno = c.errno();
  const foreign = errno === ENOEXEC && isBinary(program.file);
  if (errno === ENOEXEC && !foreign) {
    // A script without "#!": run by the shell, as execvp(3) and every shell do.
    execute("/bin/sh", "sh", [new TextEncoder().encode(program.file), ...program.args]);
    errno = c.errno();
  }
  throw new UserError({
    exit: errno === ENOENT ? "commandNotFound" : "notRunnable",
    code: "exec-failed",
    cannot: `run ${JSON.stringify(program.file)}`,
    because: errno === ENOENT
      ? "it, or the interpreter it names, does not exist"
      : errno === E2BIG
      ? "its arguments and environment are too long for the system"
      : foreign
      ? "it is a program for another processor or system, or damaged"
      : `the system refuses to execute it (errno ${errno})`,
  });
}

function applyEnvironment(change: EnvironmentChange): void {
  for (const name of change.unset) Deno.env.delete(name);
  for (const [name, value] of Object.entries(change.set)) {
    // Setting changes the first entry of that name alone, and some programs read the last.
    Deno.env.delete(name);
    Deno.env.set(name, typeof value === "string" ? value : value.reveal());
  }
}

/** As shells tell it: a text has no NUL. What cannot be read is no script that a shell could run. */
function isBinary(file: string): boolean {
  try {
    using opened = Deno.openSync(file);
    const start = new Uint8Array(128);
    return start.subarray(0, opened.readSync(start) ?? 0).includes(0);
  } catch {
    return true;
  }
}

function execute(file: string, name: string, args: readonly ArgumentBytes[]): void {
  const strings = [cString(name), ...args.map(withNul)];
  const argv = new BigUint64Array(strings.length + 1);
  strings.forEach((bytes, index) => argv[index] = address(bytes));
  libc().execv(cString(file), argv);
  keepAlive(strings);
}

function keepAlive(_buffers: readonly Uint8Array[]): void {
  // Named after the call, so that no collector may free what the addresses point to.
}

function withNul(bytes: ArgumentBytes): ArgumentBytes {
  const ended = new Uint8Array(bytes.length + 1);
  ended.set(bytes);
  return ended;
}

async function startAndWait(program: Program): Promise<number> {
  const decoder = new TextDecoder();
  for (const signal of ["SIGINT", "SIGBREAK"] as const) Deno.addSignalListener(signal, () => {});
  const child = new Deno.Command(program.file, {
    args: program.args.map((bytes) => decoder.decode(bytes)),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).code;
}
