/** The operating systems that opaws runs on. */
export type Platform = "linux" | "darwin" | "windows";

/** The operating system of this process. */
export const PLATFORM: Platform = Deno.build.os === "windows"
  ? "windows"
  : Deno.build.os === "darwin"
  ? "darwin"
  : "linux";
