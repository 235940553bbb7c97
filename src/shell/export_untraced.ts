import type { ExportChange } from "./export_change.ts";
import { exportLines } from "./export_lines.ts";
import { quote } from "../quote.ts";

/**
 * A script for `.` that changes the variables with `set -x` and `set -v` off, removes `folder`, in which it lies, and puts
 * them back: `eval "$(...)"` alone would show the values in the trace, before anything in them can turn it off.
 */
export function untracedScript(change: ExportChange, folder: string): string {
  return `case $- in *x*) set +x; opaws_traced=x ;; *) opaws_traced= ;; esac
case $- in *v*) set +v; opaws_traced=v$opaws_traced ;; esac
rm -rf ${quote("bash", folder)}
${exportLines("posix", change)}[ -z "$opaws_traced" ] || set "-$opaws_traced"
unset opaws_traced
`;
}
