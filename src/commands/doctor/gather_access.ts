import { exists } from "../../fs/exists.ts";
import { joinPath } from "../../fs/path.ts";
import type { Host } from "../../host.ts";
import { windows } from "../../windows/load.ts";

/** Returns the user or group that also has access to `path` by its access list; null if there is none. */
export function otherUserOf(path: string): string | null {
  const access = windows?.untrustedAccess(path, "private") ?? null;
  return access && windows!.accountName(access.who);
}

/** Reports whether new files in `folder` inherit its access list, as those of Windows do. True if there are no such lists. */
export function inheritsAccess(host: Pick<Host, "random">, folder: string): boolean {
  if (windows === null || !exists(folder)) return true;
  if (!windows.hasAccessLists(folder)) return false;
  const path = joinPath(folder, `.doctor-${host.random(8).toHex()}`);
  try {
    Deno.writeFileSync(path, new Uint8Array(0), { createNew: true });
    return windows.untrustedAccess(path, "private") === null;
  } catch {
    return true; // The check of the disk reports it.
  } finally {
    try {
      Deno.removeSync(path);
    } catch {
      // It was not created.
    }
  }
}

/** Returns the temporary folder that the user set, or `/tmp`; null on Windows. */
export function temporaryFacts(
  host: Pick<Host, "env" | "platform">,
): { readonly folder: string; readonly mounts: string } | null {
  if (host.platform === "windows") return null;
  const folder = host.env("OPAWS_START_TMPDIR") ?? host.env("TMPDIR") ?? "/tmp";
  try {
    return { folder, mounts: Deno.readTextFileSync("/proc/mounts") };
  } catch {
    return { folder, mounts: "" };
  }
}
