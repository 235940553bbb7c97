import { parseStrictJsonFast } from "../fs/strict_json.ts";
import type { Bindings } from "./binding.ts";
import {
  below,
  bindingKeys,
  type Config,
  type Document,
  KEYS,
  member,
  parseDocument,
  parseObject,
  SETTING_KEYS,
} from "./config.ts";

/** Parses the text of `config.json` strictly. Throws `SyntaxError` with the position or the member that is wrong. */
export function parseConfig(text: string): Config {
  return parseDocument(parseObject(parseStrictJsonFast(text), "the file"));
}

/** Returns the text of `config.json`: two spaces, members in their order, a line end. */
export function formatConfig(config: Config): string {
  return JSON.stringify(config.document, null, 2) + "\n";
}

/** Returns the paths of members that opaws does not know. They stay in the file, and are probably typing errors. */
export function unknownMembers(config: Config): string[] {
  const { document, settings } = config;
  const found = [
    ...unknownKeys(document, KEYS, ""),
    ...unknownKeys(member(document, "scopes"), ["global", "directories"], "scopes"),
    ...unknownKeys(settings, Object.keys(SETTING_KEYS), "settings"),
    ...Object.entries(SETTING_KEYS).flatMap(([key, keys]) =>
      keys === null ? [] : unknownKeys(member(settings, key), keys, `settings.${key}`)
    ),
  ];
  const all: [string, Bindings][] = [
    ["scopes.global", config.scopes.global],
    ...Object.entries(config.scopes.directories).map(([path, bindings]): [string, Bindings] => [
      below("scopes.directories", path),
      bindings,
    ]),
    ["profiles", config.profiles],
  ];
  for (const [where, bindings] of all) {
    for (const [name, binding] of Object.entries(bindings)) {
      found.push(...unknownKeys(binding, bindingKeys(binding), below(where, name)));
    }
  }
  return found;
}

function unknownKeys(object: object, known: readonly string[], where: string): string[] {
  return Object.keys(object).filter((key) => !known.includes(key)).map((key) => below(where, key));
}

/**
 * Returns `document` with the member at `path` set to `value`, or removed if `value` is undefined. Removing the last
 * member of an object removes that object too, up to the first level. Nothing else changes, in content or in order.
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
