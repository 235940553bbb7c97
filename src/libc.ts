/** What `stat(2)` says about a file. */
interface FileStatus {
  /** Its type and its permissions, `st_mode`. */
  readonly mode: number;
  /** The user id of its owner. */
  readonly uid: number;
  /** Its size; bytes. */
  readonly size: number;
}

/** Reports whether `status` is that of a regular file. */
export function isRegular({ mode }: FileStatus): boolean {
  return (mode & 0o170000) === 0o100000;
}

/** Reports whether `status` is that of a folder. */
export function isFolder({ mode }: FileStatus): boolean {
  return (mode & 0o170000) === 0o040000;
}

/** The functions of the C library that opaws calls, on Linux (glibc) and macOS. */
interface Libc {
  /** Calls `execv(3)`, which passes the environment of this process on. Returns only if it fails. */
  execv(path: BufferSource, argv: BufferSource): void;
  /** Reports whether something is at `path`, a broken symlink included. */
  exists(path: string): boolean;
  /** Reports whether the system says that nothing is at `path`; false if it cannot tell. */
  isAbsent(path: string): boolean;
  /**
   * Returns what is at `path`, of the target if it is a symlink and `follow` is set; null if nothing is, or the system does
   * not say. Takes a tenth of the time of `Deno.lstatSync` at a start. Linux only; throws elsewhere.
   */
  status(path: string, follow: boolean): FileStatus | null;
  /**
   * Opens the file at `path`, not through a symlink, and returns its content, or the first `maxBytes` of it; null if that
   * fails, or if it is not a regular file that `accepts` accepts. Waits for no writer of a pipe. Linux only; throws elsewhere.
   */
  readFile(
    path: string,
    maxBytes: number,
    accepts: (status: FileStatus) => boolean,
  ): Uint8Array<ArrayBuffer> | null;
  /**
   * Adds `content` to the end of the file at `path`, which it creates for this user only, but not through a symlink, and
   * without waiting for the reader of a FIFO. Returns whether that worked. Linux only; throws elsewhere.
   */
  append(path: string, content: Uint8Array<ArrayBuffer>): boolean;
  /** Reports whether this user may execute what is at `path`, or search it if it is a folder. Follows symlinks. */
  isExecutable(path: string): boolean;
  /** Makes SIGPIPE end this process again, as programs expect. Deno ignores it, and exec keeps ignored signals. */
  restoreSigpipe(): void;
  /** Closes an open file. */
  close(descriptor: number): void;
  /** Makes the open directory `descriptor` the working directory. Returns whether that worked. */
  changeDirectory(descriptor: number): boolean;
  /**
   * Returns the process id of the leader of the session of the process `pid`, by default this one (`getsid(2)`): 0 if that
   * is in another process namespace, -1 if there is no such process.
   */
  sessionLeader(pid?: number): number;
  /**
   * Returns at most `size` bytes of a value of the kernel, by its name or its numbers (`sysctl(3)`); null if there is
   * none. macOS only; null elsewhere.
   */
  systemValue(name: string | readonly number[], size: number): Uint8Array<ArrayBuffer> | null;
  /** Calls `syscall(2)` with 64-bit integers; a buffer is passed as its {@linkcode address}. Throws except on Linux. */
  syscall(number: bigint, ...args: readonly [bigint, bigint, bigint, bigint, bigint]): bigint;
  /** Returns the `errno` that the last failed call set. */
  errno(): number;
}

const EXISTS = 0; // F_OK
const ENOENT = 2;
const EINVAL = 22;
const ABSENT: readonly number[] = [ENOENT, 20]; // ENOTDIR
const EXECUTABLE = 1; // X_OK
const SIGPIPE = 13;

let opened: Libc | undefined;

/** Returns the C library, opened by the first call. */
export function libc(): Libc {
  return opened ??= Deno.build.os === "darwin" ? openMac() : openLinux();
}

/** Returns the address of `buffer` for `Libc.syscall`. The caller keeps `buffer` alive during the call. */
export function address(buffer: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

/** Encodes `text` as a C string: UTF-8 with a final NUL. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

/**
 * An extra last parameter that the functions ignore. Without a struct among the parameters Deno compiles a trampoline for
 * each symbol, which takes half a millisecond of every start. With one it calls through libffi.
 */
const UNUSED = { struct: ["i32"] } as const;
const unused = new Uint8Array(4);

function openLinux(): Libc {
  const { symbols } = Deno.dlopen("libc.so.6", {
    syscall: { parameters: ["i64", "i64", "i64", "i64", "i64", "i64", UNUSED], result: "i64" },
    execv: { parameters: ["buffer", "buffer", UNUSED], result: "i32" },
    __errno_location: { parameters: [UNUSED], result: "pointer" },
  });
  const syscall: Libc["syscall"] = (number, ...args) => symbols.syscall(number, ...args, unused);
  const isArm = Deno.build.arch === "aarch64";
  const [newfstatat, faccessat, rtSigaction, getsid, close, fchdir, openat, fstat, read, write] =
    isArm
      ? [79n, 48n, 134n, 156n, 57n, 50n, 56n, 80n, 63n, 64n]
      : [262n, 269n, 13n, 124n, 3n, 81n, 257n, 5n, 0n, 1n];
  const O_NOFOLLOW = isArm ? 0o100000n : 0o400000n;
  const O_CLOEXEC = 0o2000000n;
  const O_NONBLOCK = 0o4000n; // the file may be a pipe
  const TO_READ = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  const TO_APPEND = 0o2101n; // O_WRONLY | O_CREAT | O_APPEND
  const AT_FDCWD = -100n;
  const AT_SYMLINK_NOFOLLOW = 0x100n;
  const status = new Uint8Array(256); // struct stat is 144 bytes at most
  const fields = new DataView(status.buffer);
  // The offsets of st_mode, st_uid and st_size (`struct stat` of the kernel).
  const [MODE, UID, SIZE] = isArm ? [16, 24, 48] : [24, 28, 48];
  const defaultAction = new Uint8Array(64); // struct sigaction, all zero: SIG_DFL
  const errno = (): number => errnoAt(symbols.__errno_location(unused));
  const stat = (path: string, flags: bigint): boolean => {
    const bytes = cString(path);
    return syscall(newfstatat, AT_FDCWD, address(bytes), address(status), flags, 0n) === 0n;
  };
  const exists = (path: string): boolean => stat(path, AT_SYMLINK_NOFOLLOW);
  const found = (): FileStatus => ({
    mode: fields.getUint32(MODE, true),
    uid: fields.getUint32(UID, true),
    size: Number(fields.getBigUint64(SIZE, true)),
  });
  return {
    execv: (path, argv) => void symbols.execv(path, argv, unused),
    exists,
    status: (path, follow) => stat(path, follow ? 0n : AT_SYMLINK_NOFOLLOW) ? found() : null,
    readFile(path, maxBytes, accepts) {
      const bytes = cString(path);
      const descriptor = syscall(openat, AT_FDCWD, address(bytes), TO_READ, 0n, 0n);
      if (descriptor < 0n) return null;
      try {
        if (syscall(fstat, descriptor, address(status), 0n, 0n, 0n) !== 0n) return null;
        const info = found();
        if (!isRegular(info) || !accepts(info)) return null;
        const content = new Uint8Array(Math.min(info.size + 1, maxBytes));
        const room = BigInt(content.length);
        const length = Number(syscall(read, descriptor, address(content), room, 0n, 0n));
        return length === Math.min(info.size, maxBytes) ? content.subarray(0, length) : null;
      } finally {
        syscall(close, descriptor, 0n, 0n, 0n, 0n);
      }
    },
    append(path, content) {
      const bytes = cString(path);
      const flags = TO_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
      const descriptor = syscall(openat, AT_FDCWD, address(bytes), flags, 0o600n, 0n);
      if (descriptor < 0n) return false;
      const room = BigInt(content.length);
      const written = syscall(write, descriptor, address(content), room, 0n, 0n);
      syscall(close, descriptor, 0n, 0n, 0n, 0n);
      return written === room;
    },
    isAbsent: (path) => !exists(path) && ABSENT.includes(errno()),
    isExecutable(path) {
      const bytes = cString(path);
      const mode = BigInt(EXECUTABLE);
      return syscall(faccessat, AT_FDCWD, address(bytes), mode, 0n, 0n) === 0n;
    },
    restoreSigpipe() {
      syscall(rtSigaction, BigInt(SIGPIPE), address(defaultAction), 0n, 8n, 0n);
    },
    close: (descriptor) => void syscall(close, BigInt(descriptor), 0n, 0n, 0n, 0n),
    changeDirectory: (descriptor) => syscall(fchdir, BigInt(descriptor), 0n, 0n, 0n, 0n) === 0n,
    sessionLeader: (pid = 0) => Number(syscall(getsid, BigInt(pid), 0n, 0n, 0n, 0n)),
    systemValue: () => null,
    syscall,
    errno,
  };
}

function openMac(): Libc {
  const { symbols } = Deno.dlopen("libSystem.B.dylib", {
    execv: { parameters: ["buffer", "buffer"], result: "i32" },
    faccessat: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
    signal: { parameters: ["i32", "usize"], result: "usize" },
    getsid: { parameters: ["i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
    fchdir: { parameters: ["i32"], result: "i32" },
    sysctl: {
      parameters: ["buffer", "u32", "buffer", "buffer", "pointer", "usize"],
      result: "i32",
    },
    sysctlbyname: {
      parameters: ["buffer", "buffer", "buffer", "pointer", "usize"],
      result: "i32",
    },
    __error: { parameters: [], result: "pointer" },
  });
  const AT_FDCWD = -2;
  const AT_SYMLINK_NOFOLLOW = 0x20;
  const errno = (): number => errnoAt(symbols.__error());
  /** Returns 0 if something is at `path`, else the number of the error. */
  const lookUp = (path: string): number => {
    const found = symbols.faccessat(AT_FDCWD, cString(path), EXISTS, AT_SYMLINK_NOFOLLOW);
    if (found === 0) return 0;
    const error = errno();
    // The manual pages of older systems do not have that flag: access(2).
    return error === EINVAL ? lookUpWithDeno(path) : error;
  };
  return {
    execv: (path, argv) => void symbols.execv(path, argv),
    exists: (path) => lookUp(path) === 0,
    isAbsent: (path) => ABSENT.includes(lookUp(path)),
    status: onlyOnLinux,
    readFile: onlyOnLinux,
    append: onlyOnLinux,
    isExecutable: (path) => symbols.faccessat(AT_FDCWD, cString(path), EXECUTABLE, 0) === 0,
    restoreSigpipe: () => void symbols.signal(SIGPIPE, 0n),
    close: (descriptor) => void symbols.close(descriptor),
    changeDirectory: (descriptor) => symbols.fchdir(descriptor) === 0,
    sessionLeader: (pid = 0) => symbols.getsid(pid),
    systemValue(name, size) {
      const value = new Uint8Array(size);
      const length = new BigUint64Array([BigInt(size)]);
      const failed = typeof name === "string"
        ? symbols.sysctlbyname(cString(name), value, length, null, 0n)
        : symbols.sysctl(new Int32Array(name), name.length, value, length, null, 0n);
      return failed === 0 ? value.subarray(0, Number(length[0])) : null;
    },
    syscall: onlyOnLinux,
    errno,
  };
}

function lookUpWithDeno(path: string): number {
  try {
    Deno.lstatSync(path);
    return 0;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    return error instanceof NotFound || error instanceof NotADirectory ? ENOENT : EINVAL;
  }
}

/** macOS has no stable numbers of system calls and no stable layout of their results. */
function onlyOnLinux(): never {
  throw new Error("this system call is only made on Linux");
}

function errnoAt(location: Deno.PointerValue): number {
  return location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
}
