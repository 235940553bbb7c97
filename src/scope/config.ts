import { parseStrictJson } from "../disk/strict_json.ts";
import type { Binding, Bindings } from "./binding.ts";

/** JSON as it stands in the file, unknown members included. */
export type Document = Readonly<Record<string, unknown>>;

/** What `config.json` says. A view of {@linkcode Config.document}, in which members that opaws does not know are kept. */
export interface Config {
  /** The whole file. */
  readonly document: Document;
  /** Bindings of the global scope and, by real path, of directories. */
  readonly scopes: {
    readonly global: Bindings;
    readonly directories: Readonly<Record<string, Bindings>>;
  };
  /** Which item stands behind a profile of the AWS config file. */
  readonly profiles: Bindings;
  /** Settings as they were written; see `settings.ts`. */
  readonly settings: Document;
  /** Rows that the user added to the table of tools, not looked into here. */
  readonly tools: Document;
}

const VERSION = 1;
const BINDING_KEYS = ["vault", "item", "title", "profile", "region"];
const KEYS = ["version", "scopes", "profiles", "settings", "tools"];

/** What holds when there is no `config.json`. */
export const EMPTY_CONFIG: Config = viewOf({ version: VERSION });

/** Reads the text of `config.json` strictly. Throws `SyntaxError` naming the place or the member that is wrong. */
export function parseConfig(text: string): Config {
  return viewOf(record(parseStrictJson(text), "the file"));
}

/** Looks a document over. Throws `SyntaxError` naming the member that is wrong. */
export function viewOf(document: Document): Config {
  const { version } = document;
  if (typeof version === "number" && Number.isInteger(version) && version > VERSION) {
    throw new SyntaxError(`its version is ${version}; a newer opaws wrote it`);
  }
  if (version !== VERSION) throw new SyntaxError("version is not 1");
  const scopes = member(document, "scopes");
  const directories = member(scopes, "directories", "scopes.directories");
  return {
    document,
    scopes: {
      global: bindings(member(scopes, "global", "scopes.global"), "scopes.global"),
      directories: each(directories, (value, path) => {
        const where = `scopes.directories[${JSON.stringify(path)}]`;
        return bindings(record(value, where), where);
      }),
    },
    profiles: bindings(member(document, "profiles"), "profiles"),
    settings: settingsOf(member(document, "settings")),
    tools: member(document, "tools"),
  };
}

/** The text of `config.json`: two spaces, members in their order, a line end. */
export function formatConfig(config: Config): string {
  return JSON.stringify(config.document, null, 2) + "\n";
}

/** The members that opaws does not know, as paths; they are kept, and likely typing errors. */
export function unknownKeys(config: Config): string[] {
  const { document } = config;
  const found = strangers(document, KEYS, "");
  found.push(...strangers(member(document, "scopes"), ["global", "directories"], "scopes."));
  const all: [string, Bindings][] = [
    ["scopes.global", config.scopes.global],
    ...Object.entries(config.scopes.directories).map(([path, its]): [string, Bindings] => [
      `scopes.directories[${JSON.stringify(path)}]`,
      its,
    ]),
    ["profiles", config.profiles],
  ];
  for (const [where, its] of all) {
    for (const [name, binding] of Object.entries(its)) {
      found.push(...strangers(binding, BINDING_KEYS, `${where}.${name}.`));
    }
  }
  return found;
}

function strangers(object: object, known: readonly string[], where: string): string[] {
  return Object.keys(object).filter((key) => !known.includes(key)).map((key) => where + key);
}

function bindings(object: Document, where: string): Bindings {
  return each(object, (value, name) => binding(value, `${where}.${name}`));
}

function binding(value: unknown, where: string): Binding {
  const object = record(value, where);
  for (const key of BINDING_KEYS) {
    const optional = key === "profile" || key === "region";
    if (optional && object[key] === undefined) continue;
    if (typeof object[key] !== "string" || object[key] === "") {
      throw new SyntaxError(`${where}.${key} is not a text`);
    }
  }
  return object as unknown as Binding;
}

function settingsOf(object: Document): Document {
  if (object.lock !== undefined) record(object.lock, "settings.lock");
  return object;
}

/** Maps the members of `object` into one without a prototype, so that no tool can be called `constructor` by accident. */
function each<T>(
  object: Document,
  map: (value: unknown, key: string) => T,
): Readonly<Record<string, T>> {
  const result: Record<string, T> = Object.create(null);
  for (const [key, value] of Object.entries(object)) result[key] = map(value, key);
  return result;
}

function member(object: Document, key: string, where = key): Document {
  return object[key] === undefined ? Object.create(null) : record(object[key], where);
}

function record(value: unknown, where: string): Document {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError(`${where} is not an object`);
  }
  return value as Document;
}
