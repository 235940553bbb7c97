import { type Config, parseDocument, parseObject } from "./config.ts";
import { withMember } from "./config_text.ts";
import { UserError } from "../errors.ts";

/** A session of IAM Identity Center that opaws keeps in `config.json`, so that no AWS config file is needed. */
export interface KeptSsoSession {
  /** The start URL. */
  readonly startUrl: string;
  /** The region of Identity Center. */
  readonly region: string;
  /** What tokens may be used for; undefined for the default. */
  readonly scopes?: readonly string[];
  /** The vault whose key seals the tokens; undefined for the default vault. */
  readonly vault?: string;
}

/**
 * Returns the session called `name`; null if there is none.
 *
 * @throws UserError (78, refused) if its member of `config.json` is malformed.
 */
export function keptSession(config: Config, name: string): KeptSsoSession | null {
  return Object.hasOwn(config.sso, name) ? parse(name, config.sso[name]) : null;
}

/** Returns all kept sessions by name, in their order in the file. Throws as {@linkcode keptSession}. */
export function keptSessions(config: Config): readonly (readonly [string, KeptSsoSession])[] {
  return Object.entries(config.sso).map(([name, value]) => [name, parse(name, value)]);
}

/** Returns `config` with `session` under `name`; without it if it is null. Unknown members of the session stay. */
export function keepSession(config: Config, name: string, session: KeptSsoSession | null): Config {
  const before = Object.hasOwn(config.sso, name) ? parseObject(config.sso[name], name) : {};
  const { scopes: _, vault: __, ...rest } = before;
  const value = session === null ? undefined : { ...rest, ...session };
  return parseDocument(withMember(config.document, ["sso", name], value));
}

function parse(name: string, value: unknown): KeptSsoSession {
  try {
    const object = parseObject(value, "it");
    for (const key of ["startUrl", "region", "vault"]) {
      const isMissing = object[key] === undefined && key === "vault";
      if (!isMissing && (typeof object[key] !== "string" || object[key] === "")) {
        throw new SyntaxError(`${key} is not a text`);
      }
    }
    const { scopes } = object;
    const isList = Array.isArray(scopes) && scopes.every((each) => typeof each === "string");
    if (scopes !== undefined && !isList) throw new SyntaxError("scopes is not a list of texts");
    return object as unknown as KeptSsoSession;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      exit: "refused",
      code: "bad-config",
      cannot: `use sso.${name} of config.json`,
      because: error.message,
      try: "opaws config path",
    });
  }
}
