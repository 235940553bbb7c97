import type { Paths } from "../fs/paths.ts";
import { decodeUtf8, JsonError } from "../fs/strict_json.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { type Config, EMPTY_CONFIG } from "./config.ts";
import { formatConfig, parseConfig } from "./config_text.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads `config.json`; an empty config if there is no file.
 *
 * @throws UserError (78, refused) if the file is malformed or not trusted.
 */
export function readConfig(paths: Pick<Paths, "configFile">): Config {
  const bytes = readTrusted(paths.configFile, MAX_BYTES);
  if (bytes === null) return EMPTY_CONFIG;
  try {
    return parseConfig(decodeUtf8(bytes));
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
 * Changes `config.json` under its lock. Reads it again inside the lock, so that concurrent writers lose nothing. Writes
 * nothing if `change` changes nothing.
 *
 * @throws UserError as {@linkcode readConfig} and `withLock` do; (64, usage) if the result could not be read again;
 * (74, I/O) if it cannot be written.
 */
export async function changeConfig(
  host: Pick<Host, "random">,
  paths: Pick<Paths, "configFile">,
  change: (config: Config) => Config,
): Promise<Config> {
  // Most invocations only read, so the modules for writing are loaded here.
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

/** Throws UserError (64, usage) if `text` could not be read again, for example because of a tool called `__proto__`. */
function checkReadable(text: string, path: string): void {
  try {
    parseConfig(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "usage",
      code: "unreadable-change",
      cannot: `write ${path}`,
      because: `opaws could not read it again: ${error.message}`,
      details: { path },
      cause: error,
    });
  }
}
