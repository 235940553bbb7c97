import type { Paths } from "../../fs/paths.ts";
import { parseFormattedJson } from "../../fs/formatted_json.ts";
import { readPlainFile } from "../../fs/plain_file.ts";
import { type Config, type Document, parseDocument } from "../../scope/config.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads `config.json` if it is in the layout that opaws writes and nothing in it changes the plain case; null otherwise.
 *
 * @throws SyntaxError as `parseDocument` does.
 */
export function readPlainConfig(paths: Pick<Paths, "configFile">): Config | null {
  const document = readPlainJson(paths.configFile);
  if (document === null) return null;
  const config = parseDocument(document);
  const { exec, lock } = config.settings as { exec?: object; lock?: { scope?: unknown } };
  return exec !== undefined || lock?.scope !== undefined ? null : config;
}

/** Reads a JSON object in the layout that opaws writes; null if the file is missing or anything else. */
export function readPlainJson(path: string): Document | null {
  const bytes = readPlainFile(path, MAX_BYTES);
  const value = bytes &&
    parseFormattedJson(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Document
    : null;
}
