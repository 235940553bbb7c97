import { address, libc } from "./libc.ts";

const [PRCTL, PRLIMIT] = Deno.build.arch === "aarch64" ? [167n, 261n] : [157n, 302n];
const PR_GET_DUMPABLE = 3n;
const PR_SET_DUMPABLE = 4n;
const RLIMIT_CORE = 4;

interface Before {
  readonly dumpable: bigint;
  readonly core: BigUint64Array<ArrayBuffer>;
}

/** What {@linkcode guardMemory} changed in this process; undefined while the memory is not guarded. */
let before: Before | undefined;

/**
 * Closes this process's memory before a key comes into it: no core dump, and on Linux no other process of the user's
 * may attach to it or read its memory or environment (`prctl(2)`, PR_SET_DUMPABLE; root still may). A system that
 * refuses is no reason to stop. On Windows there is nothing of the kind.
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
  // The hard limit stays: once lowered it could not be given back to the tool.
  limitCore(new BigUint64Array([0n, core[1]!]), null);
}

/** Gives back what {@linkcode guardMemory} took, for the tool that this process is about to become. */
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

function limitCore(
  set: BigUint64Array<ArrayBuffer> | null,
  old: BigUint64Array<ArrayBuffer> | null,
): void {
  const at = (limits: BigUint64Array<ArrayBuffer> | null): bigint =>
    limits === null ? 0n : address(new Uint8Array(limits.buffer));
  libc().syscall(PRLIMIT, 0n, BigInt(RLIMIT_CORE), at(set), at(old), 0n);
}

interface MacLimits {
  getrlimit(resource: number, limits: BigUint64Array<ArrayBuffer>): number;
  setrlimit(resource: number, limits: BigUint64Array<ArrayBuffer>): number;
}

/** Opened by itself, so that a start that holds no key does not pay for it. */
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
