/** The file that `tasks/test.ts` names, to which tests write why they are ignored. */
const LOG = Deno.env.get("OPAWS_IGNORED_TESTS");

/** Returns whether to ignore a test because this machine lacks `needs`, which the summary of a test run names. */
export function ignoreUnless(suitable: boolean, needs: string): boolean {
  if (suitable) return false;
  if (LOG !== undefined) {
    const file = Deno.mainModule.replace(/^.*\/(?=tests\/)/, "");
    Deno.writeTextFileSync(LOG, `${needs}\t${file}\n`, { append: true });
  }
  return true;
}

/** Returns whether to ignore a test that needs `programs`. CI installs them all, so there the test fails instead. */
export function ignoreWithout(...programs: readonly string[]): boolean {
  const missing = programs.filter((program) => !isInstalled(program));
  return ignoreUnless(missing.length === 0 || Deno.env.has("CI"), missing.map(baseName).join(", "));
}

/** Returns whether to ignore a test that needs Linux. */
export function ignoreUnlessLinux(): boolean {
  return ignoreUnless(Deno.build.os === "linux", "Linux");
}

/** Returns whether to ignore a test that needs Linux and its root user. */
export function ignoreUnlessRoot(): boolean {
  return ignoreUnlessLinux() || ignoreUnless(Deno.uid() === 0, "the root user");
}

/** Returns whether to ignore a test that does not run on Windows. */
export function ignoreOnWindows(): boolean {
  return ignoreUnless(Deno.build.os !== "windows", "Linux or macOS");
}

/** Reports whether `program`, a path or a name on PATH, is installed. */
export function isInstalled(program: string): boolean {
  const folders = program.includes("/") ? [""] : (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => isFile(folder === "" ? program : `${folder}/${program}`));
}

/** Reports whether a file is at `path`. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
