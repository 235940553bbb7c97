import { parseStrictJsonFast } from "../fs/strict_json.ts";
import type { Binding, Bindings } from "./binding.ts";
import { normalizeDirectory } from "./directory.ts";

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
const SETTING_KEYS = ["lock", "defaultVault"];
const LOCK_KEYS = ["idleMinutes", "maxHours"];

/** What holds when there is no `config.json`. */
export const EMPTY_CONFIG: Config = parseDocument({ version: VERSION });

/** Reads the text of `config.json` strictly. Throws `SyntaxError` naming the place or the member that is wrong. */
export function parseConfig(text: string): Config {
  return parseDocument(parseObject(parseStrictJsonFast(text), "the file"));
}

/** Looks a document over. Throws `SyntaxError` naming the member that is wrong. */
export function parseDocument(document: Document): Config {
  const { version } = document;
  if (typeof version === "number" && Number.isInteger(version) && version > VERSION) {
    throw new SyntaxError(`version is ${version}, which a newer opaws writes; this one reads 1`);
  }
  if (version !== VERSION) throw new SyntaxError("version is not 1");
  const scopes = member(document, "scopes");
  return {
    document,
    scopes: {
      global: parseBindings(member(scopes, "global", "scopes.global"), "scopes.global"),
      directories: directories(member(scopes, "directories", "scopes.directories")),
    },
    profiles: parseBindings(member(document, "profiles"), "profiles"),
    settings: settingsOf(member(document, "settings")),
    tools: member(document, "tools"),
  };
}

/** Looks a JSON value over as bindings by tool. Throws `SyntaxError` naming the member under `where` that is wrong. */
export function parseBindings(value: unknown, where: string): Bindings {
  const result: Record<string, Binding> = Object.create(null);
  for (const [name, each] of Object.entries(parseObject(value, where))) {
    result[name] = binding(each, below(where, name));
  }
  return result;
}

/** The object that `value` is. Throws `SyntaxError` naming `where` when it is something else. */
export function parseObject(value: unknown, where: string): Document {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Document;
  }
  throw new SyntaxError(`${where} is not an object`);
}

/** The text of `config.json`: two spaces, members in their order, a line end. */
export function formatConfig(config: Config): string {
  return JSON.stringify(config.document, null, 2) + "\n";
}

/** The members that opaws does not know, as paths; they are kept, and likely typing errors. */
export function unknownMembers(config: Config): string[] {
  const { document, settings } = config;
  const found = [
    ...strangers(document, KEYS, ""),
    ...strangers(member(document, "scopes"), ["global", "directories"], "scopes"),
    ...strangers(settings, SETTING_KEYS, "settings"),
    ...strangers(member(settings, "lock"), LOCK_KEYS, "settings.lock"),
  ];
  const all: [string, Bindings][] = [
    ["scopes.global", config.scopes.global],
    ...Object.entries(config.scopes.directories).map(([path, its]): [string, Bindings] => [
      below("scopes.directories", path),
      its,
    ]),
    ["profiles", config.profiles],
  ];
  for (const [where, its] of all) {
    for (const [name, binding] of Object.entries(its)) {
      found.push(...strangers(binding, BINDING_KEYS, below(where, name)));
    }
  }
  return found;
}

function strangers(object: object, known: readonly string[], where: string): string[] {
  return Object.keys(object).filter((key) => !known.includes(key)).map((key) => below(where, key));
}

function directories(object: Document): Readonly<Record<string, Bindings>> {
  const result: Record<string, Bindings> = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    const where = below("scopes.directories", key);
    const path = normalizeDirectory(key);
    if (path === null) throw new SyntaxError(`${where} is not an absolute path`);
    if (path in result) throw new SyntaxError(`${where} is the same directory as another member`);
    result[path] = parseBindings(value, where);
  }
  return result;
}

function binding(value: unknown, where: string): Binding {
  const object = parseObject(value, where);
  for (const key of BINDING_KEYS) {
    const optional = key === "profile" || key === "region";
    if (object[key] === undefined) {
      if (optional) continue;
      throw new SyntaxError(`${where}.${key} is missing`);
    }
    if (typeof object[key] !== "string") throw new SyntaxError(`${where}.${key} is not a text`);
    if (object[key] === "" && key !== "title") throw new SyntaxError(`${where}.${key} is empty`);
  }
  return object as unknown as Binding;
}

function settingsOf(object: Document): Document {
  member(object, "lock", "settings.lock");
  return object;
}

function member(object: Document, key: string, where = key): Document {
  return object[key] === undefined ? Object.create(null) : parseObject(object[key], where);
}

function below(where: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${where}[${JSON.stringify(key)}]`;
  return where === "" ? key : `${where}.${key}`;
}

/**
 * `document` with the member at `path` set to `value`, or removed when `value` is undefined; objects on the way that
 * become empty by a removal go too, down to the first level. Nothing else changes, in content or in order.
 */
export function withMember(
  document: Document,
  path: readonly [string, ...string[]],
  value: unknown,
): Document {
  const [key, ...rest] = path;
  const copy: Record<string, unknown> = Object.assign(Object.create(null), document);
  const [next, ...deeper] = rest;
  if (next === undefined) {
    if (value === undefined) delete copy[key];
    else copy[key] = value;
    return copy;
  }
  const child = withMember(
    (copy[key] ?? Object.create(null)) as Document,
    [next, ...deeper],
    value,
  );
  if (value === undefined && Object.keys(child).length === 0) delete copy[key];
  else copy[key] = child;
  return copy;
}
