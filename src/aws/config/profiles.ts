import { ownFile } from "./copied_files.ts";
import { expandPath } from "./expand_path.ts";
import { type AwsSection, type AwsValue, parseAwsFile } from "./parse.ts";
import type { Profile } from "./profile.ts";
import { readConfigText } from "./read_text.ts";
import { shlexSplit } from "./shlex.ts";
import type { Host } from "../../host.ts";

/** The config or the credentials file, parsed. */
interface ConfigFile {
  /** Its path. */
  readonly path: string;
  /** Its text; null if there is no such file. */
  readonly text: string | null;
  /** Its sections; empty if there is no such file. */
  readonly sections: readonly AwsSection[];
}

/** The values of named sections: by section name, then by key. */
export type NamedValues = ReadonlyMap<string, ReadonlyMap<string, AwsValue>>;

/** The contents of the AWS config files. */
export interface Profiles {
  /** The merged profiles by name. */
  readonly all: ReadonlyMap<string, Profile>;
  /** The `[sso-session NAME]` sections of the config file. */
  readonly ssoSessions: NamedValues;
  /** The `[services NAME]` sections of the config file. */
  readonly services: NamedValues;
  /** The path of the config file, even if it does not exist. */
  readonly configPath: string;
  /** The path of the shared credentials file, even if it does not exist. */
  readonly credentialsPath: string;
  /** All sections of the config file. */
  readonly configSections: readonly AwsSection[];
  /** The sections of the credentials file; each is a profile. */
  readonly credentialsSections: readonly AwsSection[];
  /** The texts of both files, by path; null for one that does not exist. */
  readonly texts: ReadonlyMap<string, string | null>;
}

/**
 * Reads the AWS config and credentials files. Finds, parses and merges them as botocore does (`Session.full_config`,
 * `configloader.build_profile_map`): every section of the credentials file is a profile, and its values take precedence.
 * A missing file counts as empty.
 *
 * @throws UserError as {@linkcode parseAwsFile} and {@linkcode readConfigText} do.
 */
export function loadProfiles(host: Pick<Host, "env">, home: string): Profiles {
  const config = readConfigFile(configPath(host, home));
  const credentials = readConfigFile(credentialsPath(host, home));
  return {
    all: mergeProfiles(config, credentials),
    ssoSessions: namedSections(config.sections, "sso-session"),
    services: namedSections(config.sections, "services"),
    configPath: config.path,
    credentialsPath: credentials.path,
    configSections: config.sections,
    credentialsSections: credentials.sections,
    texts: new Map([config, credentials].map(({ path, text }) => [path, text])),
  };
}

/** Returns the path of the AWS config file: `AWS_CONFIG_FILE`, else `~/.aws/config`. */
export function configPath(host: Pick<Host, "env">, home: string): string {
  return expandPath(ownFile(host, "AWS_CONFIG_FILE") ?? "~/.aws/config", host, home);
}

/** Returns the path of the shared credentials file: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`. */
export function credentialsPath(host: Pick<Host, "env">, home: string): string {
  const path = ownFile(host, "AWS_SHARED_CREDENTIALS_FILE");
  return expandPath(path ?? "~/.aws/credentials", host, home);
}

/** Merges the sections of both files into profiles, by name. */
export function mergeProfiles(
  config: Pick<ConfigFile, "path" | "sections">,
  credentials: Pick<ConfigFile, "path" | "sections">,
): ReadonlyMap<string, Profile> {
  const all = new Map<string, Profile>();
  for (const section of config.sections) {
    const name = profileName(section.name);
    if (name !== null) all.set(name, profileOf(name, section, config.path));
  }
  for (const section of credentials.sections) {
    const { name } = section;
    all.set(name, profileOf(name, section, credentials.path, all.get(name)));
  }
  return all;
}

/**
 * Returns the name of the profile that a section of the config file describes; null if it does not describe one. As in
 * botocore, a profile is `[default]`, or two words of which the first starts with `profile`.
 */
export function profileName(section: string): string | null {
  if (!section.startsWith("profile")) return section === "default" ? section : null;
  return secondWord(section);
}

function namedSections(sections: readonly AwsSection[], kind: string): NamedValues {
  const found = new Map<string, ReadonlyMap<string, AwsValue>>();
  for (const section of sections) {
    const name = section.name.startsWith(kind) ? secondWord(section.name) : null;
    if (name === null) continue;
    found.set(name, new Map([...section.values].map(([key, entry]) => [key, entry.value])));
  }
  return found;
}

function secondWord(section: string): string | null {
  const words = shlexSplit(section);
  return words?.length === 2 ? words[1]! : null;
}

/** Returns the profile of `section`; values that the section lacks come from `base`. */
function profileOf(name: string, section: AwsSection, path: string, base?: Profile): Profile {
  const values = new Map(base?.values);
  const origins = new Map(base?.origins);
  for (const [key, { value, line }] of section.values) {
    values.set(key, value);
    origins.set(key, { path, line });
  }
  return { name, values, origins };
}

function readConfigFile(path: string): ConfigFile {
  const text = readConfigText(path);
  return { path, text, sections: text === null ? [] : parseAwsFile(text, path) };
}
