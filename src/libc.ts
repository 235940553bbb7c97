/** The few calls of the system's C library that opaws makes. Linux (glibc) and macOS. */
interface Libc {
  /** `execv(3)`: the process's own environment goes along. Returns only when it fails. */
  execv(path: BufferSource, argv: BufferSource): void;
  /** Reports whether anything stands at `path`, a dangling link included. */
  stands(path: string): boolean;
  /** Reports whether the system says that nothing is at `path`; false as well when it cannot tell. */
  isAbsent(path: string): boolean;
  /** Reports whether `path`, links followed, leads to something that this user may execute; a folder counts. */
  mayExecute(path: string): boolean;
  /** Lets SIGPIPE end this process again, as programs expect; Deno ignores it, and an ignored signal outlives exec. */
  restoreSigpipe(): void;
  /** `getsid(2)` of this process: the id of its session leader; 0 when that is in another process namespace. */
  sessionLeader(): number;
  /** `syscall(2)` with 64-bit integers, a buffer as its {@linkcode address}. Linux only; elsewhere it throws. */
  syscall(number: bigint, ...args: readonly [bigint, bigint, bigint, bigint, bigint]): bigint;
  /** `errno` as the last failed call left it. */
  errno(): number;
}

const EXISTS = 0; // F_OK
const ABSENT: readonly number[] = [2, 20]; // ENOENT, ENOTDIR
const EXECUTABLE = 1; // X_OK
const SIGPIPE = 13;

let opened: Libc | undefined;

/** Opens the C library at the first call; one `dlopen` serves the whole process. */
export function libc(): Libc {
  return opened ??= Deno.build.os === "darwin" ? openMac() : openLinux();
}

/** The address of `buffer`, for {@linkcode Libc.syscall}; the caller keeps `buffer` alive meanwhile. */
export function address(buffer: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

/** `text` as a C string: UTF-8 with a closing NUL. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

/**
 * A last parameter that no function here looks at. With a struct among the parameters Deno calls through libffi; without
 * one it compiles a trampoline for each symbol, which costs a start the better part of a millisecond.
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
  const [newfstatat, faccessat, rtSigaction, getsid] = Deno.build.arch === "aarch64"
    ? [79n, 48n, 134n, 156n]
    : [262n, 269n, 13n, 124n];
  const AT_FDCWD = -100n;
  const AT_SYMLINK_NOFOLLOW = 0x100n;
  const status = new Uint8Array(256); // struct stat is 144 bytes
  const byDefault = new Uint8Array(64); // struct sigaction, all zero: SIG_DFL
  const errno = (): number => errnoAt(symbols.__errno_location(unused));
  const stands = (path: string): boolean => {
    const bytes = cString(path);
    const [at, into] = [address(bytes), address(status)];
    return syscall(newfstatat, AT_FDCWD, at, into, AT_SYMLINK_NOFOLLOW, 0n) === 0n;
  };
  return {
    execv: (path, argv) => void symbols.execv(path, argv, unused),
    stands,
    isAbsent: (path) => !stands(path) && ABSENT.includes(errno()),
    mayExecute(path) {
      const bytes = cString(path);
      const mode = BigInt(EXECUTABLE);
      return syscall(faccessat, AT_FDCWD, address(bytes), mode, 0n, 0n) === 0n;
    },
    restoreSigpipe() {
      syscall(rtSigaction, BigInt(SIGPIPE), address(byDefault), 0n, 8n, 0n);
    },
    sessionLeader: () => Number(syscall(getsid, 0n, 0n, 0n, 0n, 0n)),
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
    __error: { parameters: [], result: "pointer" },
  });
  const AT_FDCWD = -2;
  const AT_SYMLINK_NOFOLLOW = 0x20;
  const errno = (): number => errnoAt(symbols.__error());
  const stands = (path: string): boolean =>
    symbols.faccessat(AT_FDCWD, cString(path), EXISTS, AT_SYMLINK_NOFOLLOW) === 0;
  return {
    execv: (path, argv) => void symbols.execv(path, argv),
    stands,
    isAbsent: (path) => !stands(path) && ABSENT.includes(errno()),
    mayExecute: (path) => symbols.faccessat(AT_FDCWD, cString(path), EXECUTABLE, 0) === 0,
    restoreSigpipe: () => void symbols.signal(SIGPIPE, 0n),
    sessionLeader: () => symbols.getsid(0),
    syscall() {
      throw new Error("macOS has no stable system call numbers");
    },
    errno,
  };
}

function errnoAt(location: Deno.PointerValue): number {
  return location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
}
