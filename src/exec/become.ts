import { UserError } from "../errors.ts";
import { unguardMemory } from "../memory_guard.ts";
import { address, cString, libc } from "../libc.ts";
import type { Secret } from "../secret.ts";
import type { ArgumentBytes } from "./arguments.ts";

const ENOENT = 2;
const E2BIG = 7;
/** The file is no program that the system can execute. */
export const ENOEXEC = 8;

/** Changes to the environment of the tool; other variables stay as they are. */
export interface EnvironmentChange {
  /** Variables to set. */
  readonly set: Readonly<Record<string, string | Secret>>;
  /** Variables to remove. */
  readonly unset: readonly string[];
}

/** The program to become. */
export interface Program {
  /** The path of its file. */
  readonly file: string;
  /** Its `argv[0]`: the command as the user typed it. */
  readonly name: string;
  /** Its other arguments. */
  readonly args: readonly ArgumentBytes[];
}

/**
 * Replaces this process with `program` (`execve(2)`) on Linux and macOS: process id, terminal, signals and open files
 * stay the same, and no process with secrets remains. On Windows it starts the program, waits, and returns its exit
 * status. Changes the environment in place, so that variables that are not UTF-8 survive.
 *
 * @throws UserError (126, not runnable) if the system refuses to execute the file; (127, command not found) if the file
 * or its interpreter does not exist.
 */
export async function become(program: Program, change: EnvironmentChange): Promise<number> {
  applyEnvironment(change);
  if (Deno.build.os === "windows") {
    return await (await import("./spawn_on_windows.ts")).startAndWait(program);
  }
  const c = libc();
  c.restoreSigpipe();
  unguardMemory();
  execute(program.file, program.name, program.args);
  let errno = c.errno();
  const isForeign = errno === ENOEXEC && isBinary(program.file);
  if (errno === ENOEXEC && !isForeign) {
    // A script without "#!". The shell runs it, as execvp(3) and every shell do.
    execute("/bin/sh", "sh", [new TextEncoder().encode(program.file), ...program.args]);
    errno = c.errno();
  }
  throw execError(program.file, errno, isForeign);
}

/** Returns the error for the `errno` of starting `file`. `isForeign` is whether it is a program for another system. */
export function execError(file: string, errno: number, isForeign: boolean): UserError {
  return new UserError({
    exit: errno === ENOENT ? "commandNotFound" : "notRunnable",
    code: "exec-failed",
    cannot: `run ${JSON.stringify(file)}`,
    because: errno === ENOENT
      ? "it, or the interpreter it names, does not exist"
      : errno === E2BIG
      ? "its arguments and environment are too long for the system"
      : isForeign
      ? "it is a program for another processor or system, or damaged"
      : `the system refuses to execute it (errno ${errno})`,
  });
}

function applyEnvironment(change: EnvironmentChange): void {
  for (const name of change.unset) Deno.env.delete(name);
  for (const [name, value] of Object.entries(change.set)) {
    // Setting a variable changes only the first entry with its name, and some programs read the last.
    Deno.env.delete(name);
    Deno.env.set(name, typeof value === "string" ? value : value.reveal());
  }
}

/** Reports whether `file` has a NUL, by which shells recognize a binary. True if it cannot be read: a shell cannot either. */
export function isBinary(file: string): boolean {
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
  // Using the buffers after the call keeps the garbage collector from freeing them before.
}

function withNul(bytes: ArgumentBytes): ArgumentBytes {
  const terminated = new Uint8Array(bytes.length + 1);
  terminated.set(bytes);
  return terminated;
}
