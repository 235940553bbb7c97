const SYMBOLS = {
  syscall: { parameters: ["i64", "i64", "i64", "i64", "i64", "i64"], result: "i64" },
  execv: { parameters: ["buffer", "buffer"], result: "i32" },
  signal: { parameters: ["i32", "usize"], result: "usize" },
  getsid: { parameters: ["i32"], result: "i32" },
} as const;

/** The few functions of the system's C library that opaws calls, and its error number. */
export interface Libc {
  /** `syscall(2)`; every argument a 64-bit integer, a buffer as its address. Linux only. */
  syscall(number: bigint, ...args: readonly [bigint, bigint, bigint, bigint, bigint]): bigint;
  /** `execv(3)`: the process's own environment goes along. Returns only when it fails. */
  execv(path: BufferSource, argv: BufferSource): number;
  /** `signal(2)`; 0 is SIG_DFL, 1 is SIG_IGN. */
  signal(number: number, action: bigint): bigint;
  /** `getsid(2)`; 0 asks for the caller's own session. */
  getsid(pid: number): number;
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
    signal: (number, action) => BigInt(symbols.signal(number, action)),
    getsid: (pid) => symbols.getsid(pid),
    errno: () => {
      const at = location();
      return at === null ? 0 : new Deno.UnsafePointerView(at).getInt32();
    },
  };
}

/** The address of `buffer`, for a {@linkcode Libc.syscall}; the caller keeps `buffer` alive meanwhile. */
export function address(buffer: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}

/** `text` as a C string: UTF-8 with a closing NUL. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}
