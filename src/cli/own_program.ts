import type { Host } from "../host.ts";
import { stands } from "../disk/stands.ts";

/**
 * The words by which a shell calls opaws: `opaws` where PATH has it, for a path in a startup file goes stale with the
 * next upgrade; else the compiled program's path; else Deno with the script that runs now.
 */
export function ownProgram(host: Pick<Host, "env">): string[] {
  const path = host.env("PATH") ?? "";
  const onPath = path.split(":").some((folder) =>
    folder.startsWith("/") && stands(`${folder}/opaws`)
  );
  if (onPath) return ["opaws"];
  const executable = Deno.execPath();
  if (!/[\\/]deno(\.exe)?$/.test(executable)) return [executable];
  const main = new URL(Deno.mainModule);
  const script = decodeURIComponent(main.pathname);
  const config = script.endsWith("/main.ts")
    ? ["--config", script.replace(/main\.ts$/, "deno.json")]
    : ["--no-config", "--no-lock"];
  return [executable, "run", "-A", "-q", ...config, script];
}
