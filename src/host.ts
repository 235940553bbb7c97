import { PLATFORM, type Platform } from "./platform.ts";
import { UserError } from "./errors.ts";
import { unsetCommand } from "./unset_command.ts";

/** The environment, clock and randomness of this process. A function takes the part that it uses, with `Pick`. */
export interface Host {
  /** The operating system. */
  readonly platform: Platform;
  /** Returns an environment variable; undefined if it is not set. Throws as {@linkcode readVariable} does. */
  env(name: string): string | undefined;
  /** Returns the real path of the working directory; null if it is gone, too long or not UTF-8. */
  cwd(): string | null;
  /** Returns the effective user id; null on Windows. */
  uid(): number | null;
  /** Returns the time; epoch milliseconds. */
  now(): number;
  /** Returns the time since the machine started, including suspended time; milliseconds. Setting the clock does not change it. */
  uptime(): number;
  /** Returns `length` bytes from the system's random number generator. */
  random(length: number): Uint8Array<ArrayBuffer>;
}

/** The host that this process runs on. */
export const denoHost: Host = {
  platform: PLATFORM,
  env: readVariable,
  cwd() {
    if (deletedDirectory() !== null) return null;
    try {
      return Deno.realPathSync(Deno.cwd());
    } catch {
      return null;
    }
  },
  uid: () => Deno.uid(),
  now: () => Date.now(),
  uptime: () => Deno.osUptime() * 1000,
  // A small array without a buffer of its own is moved by the engine, which leaves a copy of a key behind.
  random: (length) => crypto.getRandomValues(new Uint8Array(new ArrayBuffer(length))),
};

/**
 * Returns the descriptor of the deleted directory that opaws was started in; null if it was started in another. Deno
 * cannot start there, so the script that starts opaws goes elsewhere and says so in `OPAWS_START_CWD`.
 */
export function deletedDirectory(): number | null {
  const descriptor = readVariable("OPAWS_START_CWD");
  if (descriptor === undefined || !/^\d{1,4}$/.test(descriptor)) return null;
  try {
    return Deno.statSync(`/dev/fd/${descriptor}`).isDirectory ? Number(descriptor) : null;
  } catch {
    return null;
  }
}

/** Reports whether standard output was closed when opaws was started. Deno opens `/dev/null` in its place. */
export function isStdoutClosed(): boolean {
  return readVariable("OPAWS_START_STDOUT") === "closed";
}

/**
 * Returns an environment variable; undefined if it is not set.
 *
 * @throws UserError (64) if the value is not UTF-8. If it counted as not set, opaws would use another profile or folder
 * than the one named.
 */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) return undefined;
    throw new UserError({
      exit: "usage",
      code: "not-utf8",
      cannot: `read ${name}`,
      because: "its value is not UTF-8",
      try: unsetCommand([name]),
    });
  }
}
