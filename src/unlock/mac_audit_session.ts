const BYTES = 48; // struct auditinfo_addr (`getaudit_addr(2)`)
const SESSION_AT = 36; // ai_asid

/** Returns the audit session of this process on macOS, which begins at login; null if the system does not say. */
export function macAuditSession(): string | null {
  if (Deno.build.os !== "darwin") return null;
  try {
    const library = Deno.dlopen("libSystem.B.dylib", {
      getaudit_addr: { parameters: ["buffer", "i32"], result: "i32" },
    });
    try {
      const info = new Uint8Array(BYTES);
      if (library.symbols.getaudit_addr(info, BYTES) !== 0) return null;
      const session = new DataView(info.buffer).getInt32(SESSION_AT, true);
      return session > 0 ? String(session) : null;
    } finally {
      library.close();
    }
  } catch {
    return null;
  }
}
