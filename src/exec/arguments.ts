/** An argument as the kernel passes it: bytes without the terminating NUL. */
export type ArgumentBytes = Uint8Array<ArrayBuffer>;

/**
 * Returns `args` as bytes. Deno decodes arguments as UTF-8 and loses other bytes. If a replacement character shows that
 * this may have happened, the bytes come from `/proc/self/cmdline` (Linux only). `offset` is the number of arguments
 * before `args` in `all`, the arguments of this process.
 */
export function argumentBytes(
  all: readonly string[],
  args: readonly string[],
  offset: number,
): ArgumentBytes[] {
  const encoder = new TextEncoder();
  const encoded = args.map((text) => encoder.encode(text));
  if (Deno.build.os !== "linux" || !args.some((text) => text.includes("\uFFFD"))) return encoded;
  const raw = splitCommandLine(Deno.readFileSync("/proc/self/cmdline")).slice(-all.length);
  return encoded.map((bytes, index) => raw[offset + index] ?? bytes);
}

/** Splits the content of `/proc/<pid>/cmdline`, in which each argument ends with a NUL. */
export function splitCommandLine(content: Uint8Array<ArrayBuffer>): ArgumentBytes[] {
  const found: ArgumentBytes[] = [];
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(0, start);
    const stop = end < 0 ? content.length : end;
    found.push(content.slice(start, stop));
    start = stop + 1;
  }
  return found;
}
