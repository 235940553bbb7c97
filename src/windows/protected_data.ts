import { addressOf, bytesAt, pointerIn } from "./wide.ts";

const UI_FORBIDDEN = 0x1; // CRYPTPROTECT_UI_FORBIDDEN

let opened: ReturnType<typeof open> | undefined;

function open() {
  const parameters = ["buffer", "usize", "buffer", "usize", "usize", "u32", "buffer"] as const;
  return {
    ...Deno.dlopen("crypt32.dll", {
      CryptProtectData: { parameters, result: "i32" },
      CryptUnprotectData: { parameters, result: "i32" },
    }).symbols,
    ...Deno.dlopen("kernel32.dll", { LocalFree: { parameters: ["pointer"], result: "pointer" } })
      .symbols,
  };
}

/**
 * Seals `plain` so that only this user, logged in on this machine, can open it, and only with the same `entropy`
 * (`CryptProtectData`). Throws if Windows cannot.
 */
export function protect(
  plain: Uint8Array<ArrayBuffer>,
  entropy: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const sealed = call("CryptProtectData", plain, entropy);
  if (sealed === null) throw new Error("Windows does not protect data for this user");
  return sealed;
}

/** Opens what {@linkcode protect} sealed; null if it is anything else, or was sealed with another `entropy`. */
export function unprotect(
  sealed: Uint8Array<ArrayBuffer>,
  entropy: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | null {
  return call("CryptUnprotectData", sealed, entropy);
}

function call(
  name: "CryptProtectData" | "CryptUnprotectData",
  input: Uint8Array<ArrayBuffer>,
  entropy: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | null {
  const library = opened ??= open();
  const output = new BigUint64Array(2);
  const done = library[name](blob(input), 0n, blob(entropy), 0n, 0n, UI_FORBIDDEN, output);
  const pointer = pointerIn(output.subarray(1));
  if (done === 0 || pointer === null) return null;
  const length = Number(output[0]! & 0xffff_ffffn);
  const bytes = bytesAt(pointer, length);
  new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer, length)).fill(0);
  library.LocalFree(pointer);
  return bytes;
}

/** Returns a DATA_BLOB: the length and the address. */
function blob(bytes: Uint8Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array([BigInt(bytes.length), addressOf(bytes)]);
}
