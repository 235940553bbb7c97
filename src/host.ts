import { UserError } from "./errors.ts";

/** The operating systems opaws knows. */
export type Platform = "linux" | "darwin" | "windows";

/** The outside world behind one small interface; a function takes the part it uses with `Pick`. */
export interface Host {
  /** The operating system. */
  readonly platform: Platform;
  /** The value of an environment variable; undefined when unset. Faults as {@linkcode readVariable}. */
  env(name: string): string | undefined;
  /** The working directory as a real path; null when it is gone, its path too long, or no UTF-8. */
  cwd(): string | null;
  /** The effective user id; null on Windows. */
  uid(): number | null;
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** Milliseconds since the machine started, suspended time included; a set clock does not move it. */
  uptime(): number;
  /** `length` random bytes from the system's generator. */
  random(length: number): Uint8Array<ArrayBuffer>;
}

/** The host this process really runs on. */
export const denoHost: Host = {
  platform: Deno.build.os === "windows"
    ? "windows"
    : Deno.build.os === "darwin"
    ? "darwin"
    : "linux",
  env: readVariable,
  cwd() {
    try {
      return Deno.realPathSync(Deno.cwd());
    } catch {
      return null;
    }
  },
  uid: () => Deno.uid(),
  now: () => Date.now(),
  uptime: () => Deno.osUptime() * 1000,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/**
 * The value of an environment variable; undefined when unset. Faults (64) when it is not UTF-8: taken for unset, a profile
 * or a folder that was named would give way to another.
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
      try: `unset ${name}`,
    });
  }
}
