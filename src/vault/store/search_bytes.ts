// A vault file is searched as it was read: decoding a large one takes longer than everything else in a run.

/** Bytes of a file. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Returns the bytes of `text`, which is ASCII. */
export function ascii(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Reports whether `pattern` is in `bytes` at the offset `at`. */
export function startsWith(bytes: Bytes, pattern: Bytes, at: number): boolean {
  for (let offset = 0; offset < pattern.length; offset++) {
    if (bytes[at + offset] !== pattern[offset]) return false;
  }
  return true;
}

/** Returns the offset of the first `pattern` in `bytes`, or -1. */
export function indexOf(bytes: Bytes, pattern: Bytes): number {
  let at = bytes.indexOf(pattern[0]!);
  while (at >= 0 && !startsWith(bytes, pattern, at)) at = bytes.indexOf(pattern[0]!, at + 1);
  return at;
}

/** Returns the offset of the last `pattern` in `bytes`, or -1. */
export function lastIndexOf(bytes: Bytes, pattern: Bytes): number {
  let at = bytes.lastIndexOf(pattern[0]!);
  while (at > 0 && !startsWith(bytes, pattern, at)) at = bytes.lastIndexOf(pattern[0]!, at - 1);
  return at < 0 || startsWith(bytes, pattern, at) ? at : -1;
}

/**
 * Calls `use` with `bytes` without their last byte and without those from `from` to before `to`. They are moved together
 * in place for the call and are back when it returns, so `use` must be done with them by then, or copy them.
 */
export function withoutMiddle<T>(
  bytes: Bytes,
  from: number,
  to: number,
  use: (rest: Bytes) => T,
): T {
  const before = bytes.slice(from);
  bytes.copyWithin(from, to, -1);
  try {
    return use(bytes.subarray(0, bytes.length - 1 - (to - from)));
  } finally {
    bytes.set(before, from);
  }
}
