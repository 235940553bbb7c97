/** Reports whether `OPAWS_BIN` names a compiled program, and not a script that starts Deno with the bundle. */
export const COMPILED: boolean = isCompiled(Deno.env.get("OPAWS_BIN"));

function isCompiled(path: string | undefined): boolean {
  if (!path) return false;
  using file = Deno.openSync(path);
  const start = new Uint8Array(2);
  file.readSync(start);
  return new TextDecoder().decode(start) !== "#!";
}
