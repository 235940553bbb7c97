import { isAbsent } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import { parseFormattedJson } from "../../fs/formatted_json.ts";
import { readPlainFile } from "../../fs/plain_file.ts";
import type { Bindings } from "../../scope/binding.ts";
import {
  type Config,
  type Document,
  EMPTY_CONFIG,
  parseBindings,
  parseDocument,
} from "../../scope/config.ts";
import { areSeen, type SeenVault } from "../../vault/store/plain_vault.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads `config.json` if it is missing, or in the layout that opaws writes, and nothing in it changes the plain case; null
 * otherwise.
 *
 * @throws SyntaxError as `parseDocument` does.
 */
export function readPlainConfig(paths: Pick<Paths, "configFile">): Config | null {
  if (isAbsent(paths.configFile)) return EMPTY_CONFIG;
  const document = readPlainJson(paths.configFile);
  if (document === null) return null;
  const config = parseDocument(document);
  const { exec, lock, mfa = {} } = config.settings as Readonly<
    Record<string, Document | undefined>
  >;
  const { allowProcess = false } = mfa; // refused if it is neither true nor false
  const isUsual = exec === undefined && lock?.scope === undefined;
  return isUsual && typeof allowProcess === "boolean" ? config : null;
}

/** Reads `generations.json` if it is as opaws writes it; null if it is missing or anything else. */
export function readPlainGenerations(
  { state }: Pick<Paths, "state">,
): Readonly<Record<string, SeenVault>> | null {
  const all = readPlainJson(`${state}/generations.json`);
  return all !== null && areSeen(all) ? all : null;
}

/**
 * Reads the bindings of the terminal session `terminal`, as `readTerminalBindings` does, if their file is as opaws writes it.
 * Returns null if it is anything else.
 *
 * @throws SyntaxError as `parseBindings` does.
 */
export function readPlainTerminal(
  { runtimes }: Pick<Paths, "runtimes">,
  terminal: string,
): Bindings | null {
  const path = runtimes.map((folder) => `${folder}/terminal-${terminal}.json`)
    .find((each) => !isAbsent(each));
  if (path === undefined) return {};
  const document = readPlainJson(path);
  return document?.version === 1 && document.terminal === terminal
    ? parseBindings(document.bindings, "bindings")
    : null;
}

/** Reads a JSON object in the layout that opaws writes; null if the file is missing or anything else. */
function readPlainJson(path: string): Document | null {
  const bytes = readPlainFile(path, MAX_BYTES);
  const text = bytes ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : "";
  const value = text.includes("\ufffd") ? null : parseFormattedJson(text); // perhaps not UTF-8
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Document
    : null;
}
