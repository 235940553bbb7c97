/** Reports whether the file at `path` is there. */
export function there(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
