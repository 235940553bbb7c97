import type { ExportChange } from "./export_change.ts";
import { exportLines } from "./export_lines.ts";
import { quote } from "./quote.ts";

/**
 * A script for `.` that changes the variables with `set -x` off, removes `folder`, in which it lies, and puts tracing
 * back: `eval "$(...)"` alone would show the values in the trace, before anything in them can turn it off.
 */
export function untracedScript(change: ExportChange, folder: string): string {
  return `case $- in *x*) set +x; opaws_traced=1 ;; *) opaws_traced= ;; esac
rm -rf ${quote("bash", folder)}
${exportLines("posix", change)}[ -z "$opaws_traced" ] || set -x
unset opaws_traced
`;
}
