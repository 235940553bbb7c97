import { plainCredentials } from "../../credentials/plain/plain_credentials.ts";
import { readPlainConfig } from "../../credentials/plain/plain_config.ts";
import { plainPlan } from "../../credentials/plain/plain_plan.ts";
import { findPaths } from "../../fs/paths.ts";
import { writeAll } from "../../fs/write_all.ts";
import type { Host } from "../../host.ts";
import { leavePlainCase } from "../../key_copies.ts";
import { exportLines } from "../../shell/export_script.ts";
import { linuxSession } from "../../unlock/linux_session.ts";
import { exportChange } from "./export_change.ts";
import { processCredentials } from "./process_credentials.ts";

/**
 * Runs `opaws export`, `opaws export --format process` and `opaws credential-process`, without other options but `--item`,
 * in the plain case of `plainPlan`, and returns the exit status. Returns null in any other case, and if anything is wrong: the
 * full command then starts over.
 */
export async function plainExport(host: Host, args: readonly string[]): Promise<number | null> {
  const { rest, item } = takeItem(args);
  const format = FORMATS.get(rest.join("\0"));
  if (format === undefined || host.platform !== "linux" || Deno.stdout.isTerminal()) return null;
  const text = await plainText(host, format, item).catch(() => null);
  if (text === null) {
    leavePlainCase();
    return null;
  }
  writeAll(Deno.stdout, text);
  return 0;
}

/** What is printed, by the arguments with a NUL between them, which no argument has. */
const FORMATS: ReadonlyMap<string, "env" | "process"> = new Map([
  ["export", "env"],
  ["export\0--format\0env", "env"],
  ["export\0--format\0process", "process"],
  ["credential-process", "process"],
]);

/** Splits `--item ITEM` from the other arguments. Leaves any other form of the option to the parser. */
function takeItem(args: readonly string[]): { readonly rest: string[]; readonly item?: string } {
  const at = args.indexOf("--item");
  const item = args[at + 1];
  if (at < 0 || !item || item.startsWith("-")) return { rest: [...args] };
  return { rest: args.toSpliced(at, 2), item };
}

async function plainText(
  host: Host,
  format: "env" | "process",
  item: string | undefined,
): Promise<string | null> {
  const paths = findPaths(host);
  const config = readPlainConfig(paths);
  const terminal = linuxSession();
  if (config === null || terminal === null || Object.hasOwn(config.tools, "aws")) return null;
  const plan = await plainPlan(host, paths, config, terminal.id, "aws", item);
  const found = plan && await plainCredentials(host, paths, plan, terminal.id);
  if (plan === null || found === null) return null;
  return format === "process"
    ? processCredentials(found.credentials)
    : exportLines("posix", exportChange({ ...found, plan }, host, true));
}
