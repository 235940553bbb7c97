import type { Host } from "../host.ts";
import type { ExportChange } from "./export_change.ts";
import { emptied } from "./export_dotenv.ts";

/** Reads as a line of its own in the runner's log and masks `value` there from then on (GitHub docs, "Workflow commands"). */
export function maskCommand(value: string): string {
  const escaped = value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::add-mask::${escaped}\n`;
}

/**
 * What is appended to the file in `GITHUB_ENV`: each value between delimiters that nobody can foresee, so that none can
 * set a variable of its own. What must go is set to nothing, for the file cannot unset.
 */
export function githubEnvironment(
  host: Pick<Host, "random">,
  { set, unset }: ExportChange,
): string {
  const entries = [...Object.entries(set), ...emptied(unset).map((name) => [name, ""] as const)];
  return entries.map(([name, value]) => {
    const delimiter = `opaws_${host.random(16).toHex()}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  }).join("");
}
