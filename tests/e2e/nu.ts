/** Nushell, from the tools CI installs or from PATH; null where it is not. */
export const NU: string | null = nuProgram();

function nuProgram(): string | null {
  for (
    const path of [`${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/nu`, "/usr/bin/nu"]
  ) {
    try {
      Deno.statSync(path);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}
