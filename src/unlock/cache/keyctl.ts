import { UserError } from "../../errors.ts";
import { address, cString, libc } from "../../libc.ts";

const NUMBERS = Deno.build.arch === "aarch64"
  ? { addKey: 217n, keyctl: 219n }
  : { addKey: 248n, keyctl: 250n };

const PROCESS_RING = -2n;
const USER_RING = -4n;
/**
 * All rights for processes of the user who owns the key, none for anyone else (`keyctl_setperm(3)`). A possessor gets
 * none either: `sudo -u OTHER` passes on the session keyring of a login, which leads to the user's keyring, so that
 * processes of the other user possess every key in it.
 */
const USER_ONLY = 0x003f0000;

const GET_KEYRING_ID = 0n;
const UPDATE = 2n;
const SETPERM = 5n;
const DESCRIBE = 6n;
const LINK = 8n;
const UNLINK = 9n;
const SEARCH = 10n;
const READ = 11n;
const SET_TIMEOUT = 15n;
const INVALIDATE = 21n;

const EACCES = 13;
const EDQUOT = 122;
const ENOKEY = 126;
/** `EACCES`, and ENOKEY, EKEYEXPIRED, EKEYREVOKED and EKEYREJECTED. */
const NO_KEY: readonly number[] = [EACCES, ENOKEY, ENOKEY + 1, ENOKEY + 2, ENOKEY + 3];
/** How often to look for a key that another process replaces at the same time. */
export const MAX_TRIES = 5;
/** The longest description of a key, `PAGE_SIZE` without its NUL, and the fields before it; bytes. */
const MAX_DESCRIBED_BYTES = 4096 + 64;

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

/** A key in the user ring. */
interface FoundKey {
  readonly serial: Serial;
  readonly description: string;
  /** Whether it belongs to this user and nobody else has rights to it. Only such a key may be used. */
  readonly isPrivate: boolean;
}

/**
 * Returns the key named `description`; null if it does not exist, has expired or was revoked. A key of that name that is
 * not private is destroyed, because another user may have read it or put it there.
 */
export function findKey(description: string): Serial | null {
  const type = cString("user");
  const name = cString(description);
  for (let tries = MAX_TRIES;; tries--) {
    const serial = keyctl(SEARCH, USER_RING, address(type), address(name));
    if (serial < 0n) {
      const errno = libc().errno();
      if (NO_KEY.includes(errno)) return null;
      throw keyringError("search", errno);
    }
    const found = describeKey(serial);
    if (found?.isPrivate) return serial;
    // Without a description, another process has probably replaced the key since the search.
    if (found === null && tries > 1) continue;
    destroyKey(serial);
    return null;
  }
}

/**
 * Adds a key to the user ring, in place of one of that name. Only processes of this user can use it, and the kernel
 * destroys it after `seconds`. The key is made in the ring of this process and moves only when its rights and its
 * timeout are set and verified. So nobody else can ever read it, and none is left without a timeout, even if this
 * process is killed between two steps.
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
    PROCESS_RING,
  );
  check("add", serial);
  try {
    if (!setKeyTimeout(serial, seconds)) throw keyringError("set timeout", ENOKEY);
    check("set permissions", keyctl(SETPERM, serial, BigInt(USER_ONLY)));
    if (!describeKey(serial)?.isPrivate) throw keyringError("verify permissions", EACCES);
    check("link", keyctl(LINK, serial, USER_RING));
    check("unlink", keyctl(UNLINK, serial, PROCESS_RING));
  } catch (error) {
    destroyKey(serial);
    throw error;
  }
}

/**
 * Replaces the payload of a key that holds no secret: the kernel clears the timeout for a moment. Returns false if the
 * key is gone.
 */
export function updateKey(
  serial: Serial,
  payload: Uint8Array<ArrayBuffer>,
  seconds: number,
): boolean {
  if (keyctl(UPDATE, serial, address(payload), BigInt(payload.length)) < 0n) return false;
  return setKeyTimeout(serial, seconds);
}

/** Returns the payload of a key, at most `limit` bytes; null if the key is gone or its payload is longer. */
export function readKey(serial: Serial, limit: number): Uint8Array<ArrayBuffer> | null {
  const buffer = new Uint8Array(limit);
  const length = keyctl(READ, serial, address(buffer), BigInt(limit));
  return length < 0n || length > BigInt(limit) ? null : buffer.subarray(0, Number(length));
}

/**
 * Makes the kernel destroy the key `seconds` from now, at least one second (0 would mean never). Returns false if the key
 * is gone, for example because another process has replaced it.
 */
export function setKeyTimeout(serial: Serial, seconds: number): boolean {
  const whole = BigInt(Math.max(1, Math.ceil(seconds)));
  if (keyctl(SET_TIMEOUT, serial, whole) >= 0n) return true;
  const errno = libc().errno();
  if (NO_KEY.includes(errno)) return false;
  throw keyringError("set timeout", errno);
}

/** Destroys a key at once, if it still exists. */
export function destroyKey(serial: Serial): void {
  if (keyctl(INVALIDATE, serial) < 0n) keyctl(UNLINK, serial, USER_RING);
}

/** Lists the keys in the user ring. */
export function listKeys(): FoundKey[] {
  const ring = keyctl(GET_KEYRING_ID, USER_RING, 1n);
  const raw = ring < 0n ? null : readKey(ring, 4 * 4096);
  if (!raw) return [];
  return [...new Int32Array(raw.slice().buffer)]
    .map((serial) => describeKey(BigInt(serial)))
    .filter((found) => found !== null);
}

/** Returns the key `serial`; null if it is gone, is not a `user` key, or this process may not see it. */
function describeKey(serial: Serial): FoundKey | null {
  const text = new Uint8Array(MAX_DESCRIBED_BYTES);
  const length = keyctl(DESCRIBE, serial, address(text), BigInt(text.length));
  if (length <= 0n || length > BigInt(text.length)) return null;
  // The format is type;uid;gid;rights;description.
  const fields = new TextDecoder().decode(text.subarray(0, Number(length) - 1)).split(";");
  if (fields[0] !== "user") return null;
  return {
    serial,
    description: fields.slice(4).join(";"),
    isPrivate: Number(fields[1]) === Deno.uid() && parseInt(fields[3] ?? "", 16) === USER_ONLY,
  };
}

function keyctl(operation: bigint, a: bigint, b = 0n, c = 0n, d = 0n): bigint {
  return libc().syscall(NUMBERS.keyctl, operation, a, b, c, d);
}

function check(step: string, result: bigint): void {
  if (result < 0n) throw keyringError(step, libc().errno());
}
