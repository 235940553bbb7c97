const RUSAGE_CHILDREN = -1; // getrusage(2)
const RUSAGE_BYTES = 144;

let opened: ((who: number, usage: Uint8Array<ArrayBuffer>) => number) | undefined;

/**
 * Returns how long the processor has worked so far for the processes that this one has started and that have ended, in user
 * and system mode; milliseconds. What else runs on the machine hardly changes it. NaN on Windows.
 */
export function processorTime(): number {
  if (Deno.build.os === "windows") return NaN;
  opened ??= Deno.dlopen(Deno.build.os === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
    getrusage: { parameters: ["i32", "buffer"], result: "i32" },
  }).symbols.getrusage;
  const usage = new Uint8Array(RUSAGE_BYTES);
  opened(RUSAGE_CHILDREN, usage);
  const view = new DataView(usage.buffer);
  // ru_utime and ru_stime: seconds, and microseconds in 32 bits on macOS.
  return [0, 16].reduce(
    (sum, at) =>
      sum + Number(view.getBigInt64(at, true)) * 1000 + view.getInt32(at + 8, true) / 1000,
    0,
  );
}
