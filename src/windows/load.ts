/**
 * What opaws asks of Windows; null on every other system, which never loads that code. Paths, rights and processes are
 * needed in functions that cannot wait, so the module is loaded before they are.
 */
export const windows: typeof import("./system.ts") | null = Deno.build.os === "windows"
  ? await import("./system.ts")
  : null;
