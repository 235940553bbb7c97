import { expandPath } from "./expand_path.ts";
import { type AwsSection, type AwsValue, parseAwsFile } from "./parse.ts";
import type { Profile } from "./profile.ts";
import { readConfigText } from "./read_text.ts";
import { shlexSplit } from "./shlex.ts";
import type { Host } from "../../host.ts";

/** One of the two files, parsed. */
export interface ConfigFile {
  /** Its path. */
  readonly path: string;
  /** Its sections; none when there is no such file. */
  readonly sections: readonly AwsSection[];
}

/** Values by key, by the name of the section that has them. */
export type NamedValues = ReadonlyMap<string, ReadonlyMap<string, AwsValue>>;

/** What the AWS config files say. */
export interface Profiles {
  /** The profiles by name. */
  readonly all: ReadonlyMap<string, Profile>;
  /** The `[sso-session NAME]` sections of the config file. */
  readonly ssoSessions: NamedValues;
  /** The `[services NAME]` sections of the config file. */
  readonly services: NamedValues;
  /** Where the config file is, whether or not it is there. */
  readonly configPath: string;
  /** Where the shared credentials file is, whether or not it is there. */
  readonly credentialsPath: string;
  /** The sections of the config file, of every kind. */
  readonly configSections: readonly AwsSection[];
  /** The sections of the credentials file, each a profile of its own. */
  readonly credentialsSections: readonly AwsSection[];
}

/**
 * Reads the AWS config and credentials files, as botocore finds, parses and merges them (`Session.full_config`,
 * `configloader.build_profile_map`): of the credentials file every section is a profile whose values go first.
 * A missing file is an empty one. Faults (78) as `parseAwsFile`; (74) when a file that is there cannot be read.
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
  };
}

/** Where the AWS config file is: `AWS_CONFIG_FILE`, else `~/.aws/config`. */
export function configPath(host: Pick<Host, "env">, home: string): string {
  return expandPath(host.env("AWS_CONFIG_FILE") ?? "~/.aws/config", host, home);
}

/** Where the shared credentials file is: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`. */
export function credentialsPath(host: Pick<Host, "env">, home: string): string {
  return expandPath(host.env("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials", host, home);
}

/** Merges the sections of both files into profiles. */
export function mergeProfiles(
  config: ConfigFile,
  credentials: ConfigFile,
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

/** The profile that a section of the config file is, or null: `[default]`, or two words of which the first begins so. */
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

function profileOf(name: string, section: AwsSection, path: string, under?: Profile): Profile {
  const values = new Map(under?.values);
  const origins = new Map(under?.origins);
  for (const [key, { value, line }] of section.values) {
    values.set(key, value);
    origins.set(key, { path, line });
  }
  return { name, values, origins };
}

function readConfigFile(path: string): ConfigFile {
  const text = readConfigText(path);
  return { path, sections: text === null ? [] : parseAwsFile(text, path) };
}
