import type { Paths } from "../fs/paths.ts";
import { decodeUtf8, JsonError } from "../fs/strict_json.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { type Config, EMPTY_CONFIG, formatConfig, parseConfig } from "./config.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/** Reads `config.json`; the empty one when there is none. Faults (78) when it is malformed or not to be trusted. */
export function readConfig(paths: Pick<Paths, "configFile">): Config {
  const file = readTrusted(paths.configFile, MAX_BYTES);
  if (file === null) return EMPTY_CONFIG;
  try {
    return parseConfig(decodeUtf8(file.bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "refused",
      code: "bad-config",
      cannot: `use ${paths.configFile}`,
      because: error.message,
      details: {
        path: paths.configFile,
        ...(error instanceof JsonError ? { line: error.line } : {}),
      },
      try: "opaws config path",
      cause: error,
    });
  }
}

/**
 * Changes `config.json` under its lock, reading it again inside, so that two writers lose nothing. Not written when
 * `change` gives the same back. Faults as {@linkcode readConfig}; 64 when what it gives is nothing that could be read
 * again, 75 busy, 73 and 74 when it cannot be written.
 */
export async function changeConfig(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "configFile">,
  change: (config: Config) => Config,
): Promise<Config> {
  // Every start reads, few write: what only writing needs is loaded then.
  const { withLock } = await import("../fs/lock.ts");
  const { writeAtomic } = await import("../fs/atomic_write.ts");
  return await withLock(paths.configFile, () => {
    const before = readConfig(paths);
    const after = change(before);
    const text = formatConfig(after);
    if (text !== formatConfig(before)) {
      checkReadable(text, paths.configFile);
      writeAtomic(host, paths.configFile, new TextEncoder().encode(text));
    }
    return after;
  });
}

/** Refuses to write what would be refused when it is read again, as a tool of the name `__proto__`. */
function checkReadable(text: string, path: string): void {
  try {
    parseConfig(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "usage",
      code: "unreadable-change",
      cannot: `write ${path}`,
      because: `the change could not be read again: ${error.message}`,
      details: { path },
      cause: error,
    });
  }
}
