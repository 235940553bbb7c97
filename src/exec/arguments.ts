/** One argument as the kernel handed it over: bytes without the closing NUL. */
export type ArgumentBytes = Uint8Array<ArrayBuffer>;

/**
 * Answers `args` as bytes. Deno decodes arguments as UTF-8 and loses what is not, so on Linux the last
 * arguments of `/proc/self/cmdline` are read instead when a replacement character shows that this may have happened.
 * `offset` says how many of `all`, the arguments of this process, stand before `args`.
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

/** Splits the content of `/proc/<pid>/cmdline`: each argument ends with a NUL. */
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
