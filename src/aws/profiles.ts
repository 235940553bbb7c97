import { Fault } from "../fault.ts";
import type { Host } from "../host.ts";
import { type AwsSection, type AwsValue, parseAwsFile } from "./config_parse.ts";
import { shellWords } from "./shell_words.ts";

/** A profile: its values by key, config and credentials file merged. */
export interface Profile {
  /** Its name. */
  readonly name: string;
  /** Its values; a nested block is a map. */
  readonly values: ReadonlyMap<string, AwsValue>;
}

/** What the AWS config files say. */
export interface Profiles {
  /** The profiles by name. */
  readonly all: ReadonlyMap<string, Profile>;
  /** Where the config file is, whether or not it is there. */
  readonly configPath: string;
  /** Where the shared credentials file is, whether or not it is there. */
  readonly credentialsPath: string;
  /** The sections of the credentials file, each a profile of its own. */
  readonly credentials: readonly AwsSection[];
}

/**
 * Reads the AWS config and credentials files, as botocore finds, parses and merges them (`Session.full_config`,
 * `configloader.build_profile_map`): of the credentials file every section is a profile whose values go first.
 * A missing file is an empty one. Faults (78) as `parseAwsFile`; (74) when a file that is there cannot be read.
 */
export function loadProfiles(host: Pick<Host, "env">, home: string): Profiles {
  const configPath = expandPath(host.env("AWS_CONFIG_FILE") ?? "~/.aws/config", host, home);
  const credentialsPath = expandPath(
    host.env("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials",
    host,
    home,
  );
  const credentials = sectionsOf(credentialsPath);
  return {
    all: mergeProfiles(sectionsOf(configPath), credentials),
    configPath,
    credentialsPath,
    credentials,
  };
}

/** Merges the sections of both files into profiles. */
export function mergeProfiles(
  config: readonly AwsSection[],
  credentials: readonly AwsSection[],
): ReadonlyMap<string, Profile> {
  const all = new Map<string, Profile>();
  for (const section of config) {
    const name = profileName(section.name);
    if (name !== null) all.set(name, { name, values: valuesOf(section) });
  }
  for (const section of credentials) {
    const values = new Map([...all.get(section.name)?.values ?? [], ...valuesOf(section)]);
    all.set(section.name, { name: section.name, values });
  }
  return all;
}

/** The profile that a section of the config file is, or null: `[default]`, or two words of which the first begins so. */
export function profileName(section: string): string | null {
  if (!section.startsWith("profile")) return section === "default" ? section : null;
  const words = shellWords(section);
  return words?.length === 2 ? words[1]! : null;
}

/** `path` with `$NAME`, `${NAME}`, `~` replaced, as Python's `expandvars` and `expanduser` do; an unknown name stays. */
export function expandPath(path: string, host: Pick<Host, "env">, home: string): string {
  const named = path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, bare, braced) => host.env(bare ?? braced) ?? whole,
  );
  return named === "~" || named.startsWith("~/") ? home + named.slice(1) : named;
}

function valuesOf(section: AwsSection): Map<string, AwsValue> {
  return new Map([...section.values].map(([key, entry]) => [key, entry.value]));
}

function sectionsOf(path: string): AwsSection[] {
  const text = readConfigText(path);
  return text === null ? [] : parseAwsFile(text, path);
}

/** The text of an AWS config file; null when there is none. Faults (78) when it is not UTF-8, (74) when unreadable. */
export function readConfigText(path: string): string | null {
  let bytes: Uint8Array;
  try {
    if (!Deno.statSync(path).isFile) return null;
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw new Fault({
      exit: "io",
      code: "unreadable-file",
      cannot: `read ${path}`,
      because: "the system does not allow it",
      cause: error,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Fault({
      exit: "refused",
      code: "bad-aws-config",
      cannot: `read ${path}`,
      because: "it is not UTF-8, and aws refuses the whole file for it",
      cause: error,
    });
  }
}
