import { pointerIn } from "./wide.ts";

const TOKEN_QUERY = 0x8;
const TOKEN_STATISTICS = 10;
const STATISTICS_BYTES = 56;
/** Where the id of the logon session is in TOKEN_STATISTICS: after that of the token. */
const AUTHENTICATION_ID_AT = 8;

/**
 * Returns the id of the logon session of this process, which begins at sign-in and ends at sign-out; null if Windows does
 * not say. A process that runs as administrator has another one.
 */
export function logonSession(): string | null {
  const security = Deno.dlopen("advapi32.dll", {
    OpenProcessToken: { parameters: ["pointer", "u32", "buffer"], result: "i32" },
    GetTokenInformation: {
      parameters: ["pointer", "i32", "buffer", "u32", "buffer"],
      result: "i32",
    },
  });
  const kernel = Deno.dlopen("kernel32.dll", {
    GetCurrentProcess: { parameters: [], result: "pointer" },
    CloseHandle: { parameters: ["pointer"], result: "i32" },
  });
  try {
    const slot = new BigUint64Array(1);
    const current = kernel.symbols.GetCurrentProcess();
    if (security.symbols.OpenProcessToken(current, TOKEN_QUERY, slot) === 0) return null;
    const token = pointerIn(slot);
    const statistics = new Uint8Array(STATISTICS_BYTES);
    const found = security.symbols.GetTokenInformation(
      token,
      TOKEN_STATISTICS,
      statistics,
      STATISTICS_BYTES,
      new Uint32Array(1),
    );
    kernel.symbols.CloseHandle(token);
    if (found === 0) return null;
    return new DataView(statistics.buffer).getBigUint64(AUTHENTICATION_ID_AT, true).toString(16);
  } finally {
    security.close();
    kernel.close();
  }
}
