import type { Facts } from "./facts.ts";
import { type CheckResult, problem } from "./finding.ts";
import { isAbsolute, isWithin } from "../../fs/path.ts";

/**
 * Checks that the compiled program can start and load the keychain's library. Deno makes a URL of `TMPDIR`, so it has to be
 * an absolute path. It unpacks the library there, and the system loads none from a file system mounted with `noexec`.
 */
export function temporary({ temporary }: Facts): CheckResult[] {
  if (temporary === null || temporary === undefined) return [];
  const { folder, mounts } = temporary;
  if (!isAbsolute(folder, "linux")) {
    const value = folder === "" ? "empty" : JSON.stringify(folder);
    return [
      problem(
        `TMPDIR is ${value}, not an absolute path: opaws starts only from its hooks and shims`,
        "unset TMPDIR",
      ),
    ];
  }
  if (!isNoexec(folder, mounts)) return [];
  return [
    problem(
      `programs cannot run in ${folder}, the temporary folder, so opaws cannot load the keychain's library`,
      'export TMPDIR="$HOME/.cache"',
    ),
  ];
}

/** Reports whether the file system of `folder` is mounted with `noexec`. `mounts` is the text of `/proc/mounts` (`fstab(5)`). */
function isNoexec(folder: string, mounts: string): boolean {
  let best = "";
  let options = "";
  for (const line of mounts.split("\n")) {
    const [, point = "", , text = ""] = line.split(" ");
    const path = point.replaceAll("\\040", " ");
    const holds = isWithin(folder, path);
    // The last mount on a folder hides those before it.
    if (point !== "" && holds && path.length >= best.length) [best, options] = [path, text];
  }
  return options.split(",").includes("noexec");
}
