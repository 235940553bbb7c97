import { address, libc } from "./libc.ts";

const [PRCTL, PRLIMIT] = Deno.build.arch === "aarch64" ? [167n, 261n] : [157n, 302n];
const PR_GET_DUMPABLE = 3n;
const PR_SET_DUMPABLE = 4n;
const RLIMIT_CORE = 4;

interface Protection {
  readonly dumpable: bigint;
  readonly core: BigUint64Array<ArrayBuffer>;
}

/** The settings before {@linkcode guardMemory}; undefined while the memory is not protected. */
let before: Protection | undefined;

/**
 * Protects the memory of this process before it holds a key. There are no core dumps, and on Linux the user's other
 * processes may not attach to it or read its memory or environment (`prctl(2)`, PR_SET_DUMPABLE); root still may. Goes
 * on if the system refuses. Does nothing on Windows, which has no such protection.
 */
export function guardMemory(): void {
  if (before !== undefined || Deno.build.os === "windows") return;
  const core = new BigUint64Array(2); // soft, hard
  if (Deno.build.os === "darwin") {
    macLimits((limits) => limits.getrlimit(RLIMIT_CORE, core));
    before = { dumpable: 1n, core };
    macLimits((limits) => limits.setrlimit(RLIMIT_CORE, new BigUint64Array([0n, core[1]!])));
    return;
  }
  const dumpable = libc().syscall(PRCTL, PR_GET_DUMPABLE, 0n, 0n, 0n, 0n);
  limitCore(null, core);
  before = { dumpable, core };
  libc().syscall(PRCTL, PR_SET_DUMPABLE, 0n, 0n, 0n, 0n);
  // Only the soft limit changes: a lowered hard limit could not be restored for the tool.
  limitCore(new BigUint64Array([0n, core[1]!]), null);
}

/** Undoes {@linkcode guardMemory} for the tool that this process is about to become. */
export function unguardMemory(): void {
  if (before === undefined) return;
  const { dumpable, core } = before;
  before = undefined;
  if (Deno.build.os === "darwin") {
    macLimits((limits) => limits.setrlimit(RLIMIT_CORE, core));
    return;
  }
  limitCore(core, null);
  if (dumpable === 1n) libc().syscall(PRCTL, PR_SET_DUMPABLE, 1n, 0n, 0n, 0n);
}

/** Calls `start`, which starts a program, with the limit for core dumps as it was: a child inherits it. */
export function unguardedStart<T>(start: () => T): T {
  if (before === undefined) return start();
  const { core } = before;
  const none = new BigUint64Array([0n, core[1]!]);
  setCore(core);
  try {
    return start();
  } finally {
    setCore(none);
  }
}

function setCore(limits: BigUint64Array<ArrayBuffer>): void {
  if (Deno.build.os === "darwin") macLimits((mac) => mac.setrlimit(RLIMIT_CORE, limits));
  else limitCore(limits, null);
}

function limitCore(
  set: BigUint64Array<ArrayBuffer> | null,
  old: BigUint64Array<ArrayBuffer> | null,
): void {
  const pointer = (limits: BigUint64Array<ArrayBuffer> | null): bigint =>
    limits === null ? 0n : address(new Uint8Array(limits.buffer));
  libc().syscall(PRLIMIT, 0n, BigInt(RLIMIT_CORE), pointer(set), pointer(old), 0n);
}

interface MacLimits {
  getrlimit(resource: number, limits: BigUint64Array<ArrayBuffer>): number;
  setrlimit(resource: number, limits: BigUint64Array<ArrayBuffer>): number;
}

/** Calls `use` with the functions for limits, which only a process that holds a key needs. */
function macLimits(use: (limits: MacLimits) => void): void {
  const library = Deno.dlopen("libSystem.B.dylib", {
    getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
    setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    use(library.symbols);
  } finally {
    library.close();
  }
}
