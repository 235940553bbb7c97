/** Returns `text` as Windows takes it: UTF-16 with a final NUL. */
export function wideString(text: string): Uint16Array<ArrayBuffer> {
  const units = new Uint16Array(text.length + 1);
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

/** Returns the text of `units` up to the first NUL. */
export function textOfWide(units: Uint16Array): string {
  const end = units.indexOf(0);
  return [...units.subarray(0, end < 0 ? units.length : end)]
    .map((unit) => String.fromCharCode(unit)).join("");
}

/** Returns the pointer that Windows wrote to `slot`. */
export function pointerIn(slot: BigUint64Array): Deno.PointerValue {
  return Deno.UnsafePointer.create(slot[0]!);
}

/** Returns the address of `buffer` for a structure. The caller keeps `buffer` alive during the call. */
export function addressOf(buffer: BufferSource): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

/** Returns a copy of `length` bytes at `pointer`. */
export function bytesAt(pointer: Deno.PointerObject, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer, length)).slice();
}
