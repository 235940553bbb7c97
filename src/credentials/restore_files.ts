import { FILES_VARIABLE, originalFiles } from "../aws/config/copied_files.ts";
import type { Host } from "../host.ts";
import type { CredentialsResult } from "./context.ts";
import type { Provision } from "./provision.ts";

/**
 * Adds to `change` what gives the tool the user's own AWS files, if an outer `opaws run --server` replaced them with
 * copies. A tool that keeps the credentials of the outer opaws keeps the copies, which belong to them.
 */
export function restoreFiles(
  change: Provision,
  { plan }: CredentialsResult,
  host: Pick<Host, "env">,
): Provision {
  if (plan.kind === "none" || plan.kind === "tool" && plan.cause === "chosen-before") return change;
  const entries = Object.entries(originalFiles(host));
  const own = entries.flatMap(([name, path]) => path === null ? [] : [[name, path] as const]);
  const missing = entries.flatMap(([name, path]) => path === null ? [name] : []);
  return {
    set: { ...change.set, ...Object.fromEntries(own) },
    unset: [...change.unset, ...missing, FILES_VARIABLE],
  };
}
