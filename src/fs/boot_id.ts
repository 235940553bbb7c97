import { libc } from "../libc.ts";

/**
 * Returns the system's id of the time since this machine started, without a line end. Source: `random(4)`, boot_id;
 * on macOS `kern.bootsessionuuid`. Throws if the system does not say.
 */
export function readBootId(): string {
  if (Deno.build.os !== "darwin") {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  }
  const value = libc().systemValue("kern.bootsessionuuid", 64);
  if (value === null) throw new Error("kern.bootsessionuuid is not readable");
  return new TextDecoder().decode(value).replace(/\0.*$/s, "");
}
