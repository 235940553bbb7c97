const SYMBOLS = {
  syscall: { parameters: ["i64", "i64", "i64", "i64", "i64", "i64"], result: "i64" },
  execv: { parameters: ["buffer", "buffer"], result: "i32" },
  faccessat: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  signal: { parameters: ["i32", "usize"], result: "usize" },
} as const;

/** The few functions of the system's C library that opaws calls, and its error number. */
export interface Libc {
  /** `syscall(2)`; every argument a 64-bit integer, a buffer as its address. Linux only. */
  syscall(number: bigint, ...args: readonly [bigint, bigint, bigint, bigint, bigint]): bigint;
  /** `execv(3)`: the process's own environment goes along. Returns only when it fails. */
  execv(path: BufferSource, argv: BufferSource): number;
  /** `faccessat(2)`; 0 when the file at `path` (a C string) allows `mode` (0: it exists, 1: it may be executed). */
  faccessat(folder: number, path: BufferSource, mode: number, flags: number): number;
  /** `signal(2)`; 0 is SIG_DFL, 1 is SIG_IGN. */
  signal(number: number, action: bigint): bigint;
  /** `errno` as the last failed call left it. */
  errno(): number;
}

let opened: Libc | undefined;

/** Opens the C library at the first call; one `dlopen` serves the whole process. Linux (glibc) and macOS. */
export function libc(): Libc {
  return opened ??= Deno.build.os === "darwin" ? openMac() : openGlibc();
}

function openGlibc(): Libc {
  const { symbols } = Deno.dlopen("libc.so.6", {
    ...SYMBOLS,
    __errno_location: { parameters: [], result: "pointer" },
  });
  return withErrno(symbols, () => symbols.__errno_location());
}

function openMac(): Libc {
  const { symbols } = Deno.dlopen("libSystem.B.dylib", {
    ...SYMBOLS,
    __error: { parameters: [], result: "pointer" },
  });
  return withErrno(symbols, () => symbols.__error());
}

function withErrno(
  symbols: Deno.StaticForeignLibraryInterface<typeof SYMBOLS>,
  location: () => Deno.PointerValue,
): Libc {
  return {
    syscall: (number, ...args) => BigInt(symbols.syscall(number, ...args)),
    execv: (path, argv) => symbols.execv(path, argv),
    faccessat: (folder, path, mode, flags) => symbols.faccessat(folder, path, mode, flags),
    signal: (number, action) => BigInt(symbols.signal(number, action)),
    errno: () => {
      const at = location();
      return at === null ? 0 : new Deno.UnsafePointerView(at).getInt32();
    },
  };
}

/** `getsid(2)` of this process: the id of its session leader. In a library of its own, for macOS alone needs it. */
export function sessionLeader(): number {
  const library = Deno.dlopen(Deno.build.os === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
    getsid: { parameters: ["i32"], result: "i32" },
  });
  try {
    return library.symbols.getsid(0);
  } finally {
    library.close();
  }
}

/** The address of `buffer`, for a {@linkcode Libc.syscall}; the caller keeps `buffer` alive meanwhile. */
export function address(buffer: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

/** `text` as a C string: UTF-8 with a closing NUL. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}
