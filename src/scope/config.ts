import { type Binding, type Bindings, isSso, type ItemBinding } from "./binding.ts";
import { normalizeDirectory } from "../fs/path.ts";

/** A JSON object as in the file, including unknown members. */
export type Document = Readonly<Record<string, unknown>>;

/** The contents of `config.json`, checked. */
export interface Config {
  /** The whole file, including members that opaws does not know. */
  readonly document: Document;
  /** The bindings of the global scope and, by real path, of directories. */
  readonly scopes: {
    readonly global: Bindings;
    readonly directories: Readonly<Record<string, Bindings>>;
  };
  /** The item of a profile of the AWS config file, by profile. */
  readonly profiles: Readonly<Record<string, ItemBinding>>;
  /** The settings, unchecked; see `settings.ts`. */
  readonly settings: Document;
  /** The sessions of IAM Identity Center that opaws keeps, unchecked; see `sso_sessions.ts`. */
  readonly sso: Document;
  /** The remotes of shared vaults by the name of the vault, unchecked; see `remotes.ts`. */
  readonly remotes: Document;
  /** The rows that the user added to the tool table, unchecked; see `tools/table.ts`. */
  readonly tools: Document;
}

const VERSION = 1;
const ITEM_KEYS = ["vault", "item", "title", "profile", "region"];
const SSO_KEYS = ["vault", "sso", "account", "accountName", "role", "region"];
const OPTIONAL_KEYS = ["profile", "region"];
/** The texts that may be empty. */
const MAY_BE_EMPTY = ["title", "accountName"];
/** The members of the file. */
export const KEYS: readonly string[] = [
  "version",
  "scopes",
  "profiles",
  "sso",
  "remotes",
  "settings",
  "tools",
];
/** The members of `settings`, each a value or a group of these members. */
export const SETTING_KEYS: Readonly<Record<string, readonly string[] | null>> = {
  defaultVault: null,
  lock: ["idleMinutes", "maxHours"],
  exec: ["trust"],
  mfa: ["allowProcess"],
  endpoints: ["allow"],
};

const NOTHING: Readonly<Record<string, never>> = Object.create(null);

/** The config if there is no `config.json`. */
export const EMPTY_CONFIG: Config = {
  document: { version: VERSION },
  scopes: { global: NOTHING, directories: NOTHING },
  profiles: NOTHING,
  sso: NOTHING,
  remotes: NOTHING,
  settings: NOTHING,
  tools: NOTHING,
};

/** Checks `document`, a parsed `config.json`, in which `version` may be missing. Throws `SyntaxError` with the member that is wrong. */
export function parseDocument(document: Document): Config {
  const { version = VERSION } = document;
  if (typeof version === "number" && Number.isInteger(version) && version > VERSION) {
    throw new SyntaxError(`version is ${version}, from a newer opaws; this one reads version 1`);
  }
  if (version !== VERSION) throw new SyntaxError("version is not 1");
  const scopes = member(document, "scopes");
  return {
    document,
    scopes: {
      global: parseBindings(member(scopes, "global", "scopes.global"), "scopes.global"),
      directories: parseDirectories(member(scopes, "directories", "scopes.directories")),
    },
    profiles: parseProfiles(member(document, "profiles")),
    sso: member(document, "sso"),
    remotes: member(document, "remotes"),
    settings: checkSettings(member(document, "settings")),
    tools: member(document, "tools"),
  };
}

/** Checks that `value` is bindings by tool. Throws `SyntaxError` with the member under `where` that is wrong. */
export function parseBindings(value: unknown, where: string): Bindings {
  const result: Record<string, Binding> = Object.create(null);
  for (const [name, each] of Object.entries(parseObject(value, where))) {
    result[name] = parseBinding(each, below(where, name));
  }
  return result;
}

/** Checks that `value` is a JSON object. Throws `SyntaxError` with `where` if it is not. */
export function parseObject(value: unknown, where: string): Document {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Document;
  }
  throw new SyntaxError(`${where} is not an object`);
}

function parseProfiles(value: Document): Config["profiles"] {
  const result: Record<string, ItemBinding> = Object.create(null);
  for (const [name, binding] of Object.entries(parseBindings(value, "profiles"))) {
    if (isSso(binding)) throw new SyntaxError(`${below("profiles", name)} names no item`);
    result[name] = binding;
  }
  return result;
}

function parseDirectories(object: Document): Readonly<Record<string, Bindings>> {
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

function parseBinding(value: unknown, where: string): Binding {
  const object = parseObject(value, where);
  for (const key of bindingKeys(object)) {
    if (object[key] === undefined) {
      if (OPTIONAL_KEYS.includes(key)) continue;
      throw new SyntaxError(`${where}.${key} is missing`);
    }
    if (typeof object[key] !== "string") throw new SyntaxError(`${where}.${key} is not a string`);
    if (object[key] === "" && !MAY_BE_EMPTY.includes(key)) {
      throw new SyntaxError(`${where}.${key} is empty`);
    }
  }
  return object as unknown as Binding;
}

/** Returns the keys of a binding: those of a role of IAM Identity Center if it names a session, else those of an item. */
export function bindingKeys(object: object): readonly string[] {
  return "sso" in object ? SSO_KEYS : ITEM_KEYS;
}

function checkSettings(object: Document): Document {
  for (const [key, keys] of Object.entries(SETTING_KEYS)) {
    if (keys !== null) member(object, key, `settings.${key}`);
  }
  return object;
}

/** Returns the member `key` of `object`, an object; an empty one if it is missing. Throws `SyntaxError` with `where`. */
export function member(object: Document, key: string, where = key): Document {
  return object[key] === undefined ? Object.create(null) : parseObject(object[key], where);
}

/** Returns the path of the member `key` of the member at `where`, for messages. */
export function below(where: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${where}[${JSON.stringify(key)}]`;
  return where === "" ? key : `${where}.${key}`;
}
