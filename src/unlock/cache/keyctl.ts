import { UserError } from "../../errors.ts";
import { address, cString, libc } from "../../libc.ts";

const NUMBERS = Deno.build.arch === "aarch64"
  ? { addKey: 217n, keyctl: 219n }
  : { addKey: 248n, keyctl: 250n };

const PROCESS_RING = -2n;
const USER_RING = -4n;
const POSSESSOR_ONLY = 0x3f000000n;

const GET_KEYRING_ID = 0n;
const SETPERM = 5n;
const DESCRIBE = 6n;
const LINK = 8n;
const UNLINK = 9n;
const SEARCH = 10n;
const READ = 11n;
const SET_TIMEOUT = 15n;
const INVALIDATE = 21n;

const EDQUOT = 122;
const ENOKEY = 126;

/** The serial number of a key in the kernel. */
export type Serial = bigint;

function keyringError(step: string, errno: number): UserError {
  return new UserError({
    exit: "unavailable",
    code: "keyring",
    cannot: "use the kernel's keyring",
    because: errno === EDQUOT
      ? "your quota of keys is used up"
      : `to ${step} failed with errno ${errno}`,
    try: "keyctl show @u",
  });
}

/** Reports whether this user has a keyring in the kernel (`keyctl(2)`). Containers often forbid it. */
export function userRingExists(): boolean {
  return keyctl(GET_KEYRING_ID, USER_RING, 1n) >= 0n;
}

/**
 * Links the user ring into this process's own ring, which goes away with the process. Without that, a process in a fresh
 * login session does not possess the keys that it adds: it can neither read them nor set their timeout.
 */
export function possessUserRing(): void {
  check("link the user ring", keyctl(LINK, USER_RING, PROCESS_RING));
}

/** Returns the key named `description`; null if it does not exist, has expired or was revoked. */
export function findKey(description: string): Serial | null {
  const type = cString("user");
  const name = cString(description);
  const serial = keyctl(SEARCH, PROCESS_RING, address(type), address(name));
  if (serial >= 0n) return serial;
  const errno = libc().errno();
  if (errno >= ENOKEY && errno <= ENOKEY + 3) return null; // ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED
  throw keyringError("search", errno);
}

/**
 * Adds or replaces a key in the user ring. Only its possessor can read it, and the kernel destroys it after `seconds`. If
 * a step fails, the key is destroyed at once, so that none is left without a timeout.
 */
export function addKey(
  description: string,
  payload: Uint8Array<ArrayBuffer>,
  seconds: number,
): void {
  const type = cString("user");
  const name = cString(description);
  const serial = libc().syscall(
    NUMBERS.addKey,
    address(type),
    address(name),
    address(payload),
    BigInt(payload.length),
    USER_RING,
  );
  check("add", serial);
  try {
    setKeyTimeout(serial, seconds);
    check("set permissions", keyctl(SETPERM, serial, POSSESSOR_ONLY));
  } catch (error) {
    destroyKey(serial);
    throw error;
  }
}

/** Returns the payload of a key, at most `limit` bytes; null if the key is gone or its payload is longer. */
export function readKey(serial: Serial, limit: number): Uint8Array<ArrayBuffer> | null {
  const buffer = new Uint8Array(limit);
  const length = keyctl(READ, serial, address(buffer), BigInt(limit));
  return length < 0n || length > BigInt(limit) ? null : buffer.subarray(0, Number(length));
}

/** Makes the kernel destroy the key `seconds` from now, at least one second (0 would mean never). */
export function setKeyTimeout(serial: Serial, seconds: number): void {
  const whole = BigInt(Math.max(1, Math.ceil(seconds)));
  check("set timeout", keyctl(SET_TIMEOUT, serial, whole));
}

/** Destroys a key at once, if it still exists. */
export function destroyKey(serial: Serial): void {
  if (keyctl(INVALIDATE, serial) < 0n) keyctl(UNLINK, serial, USER_RING);
}

/** Lists the keys in the user ring. */
export function listKeys(): { readonly serial: Serial; readonly description: string }[] {
  const ring = keyctl(GET_KEYRING_ID, USER_RING, 1n);
  const raw = ring < 0n ? null : readKey(ring, 4 * 4096);
  if (!raw) return [];
  const found = [];
  for (const serial of new Int32Array(raw.slice().buffer)) {
    const text = new Uint8Array(4096);
    const length = keyctl(DESCRIBE, BigInt(serial), address(text), 4096n);
    if (length <= 0n) continue;
    const fields = new TextDecoder().decode(text.subarray(0, Number(length) - 1)).split(";");
    if (fields[0] === "user") {
      found.push({ serial: BigInt(serial), description: fields.slice(4).join(";") });
    }
  }
  return found;
}

function keyctl(operation: bigint, a: bigint, b = 0n, c = 0n, d = 0n): bigint {
  return libc().syscall(NUMBERS.keyctl, operation, a, b, c, d);
}

function check(step: string, result: bigint): void {
  if (result < 0n) throw keyringError(step, libc().errno());
}
