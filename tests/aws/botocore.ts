import { UserError } from "../../src/errors.ts";
import { loadProfiles } from "../../src/aws/config/profiles.ts";
import { python } from "./python.ts";

/** A config and a credentials file. */
export interface FilePair {
  /** The text of the config file. */
  readonly config: string;
  /** The text of the credentials file. */
  readonly credentials: string;
}

/** The contents of both files, as plain objects with sorted keys. */
export interface Reading {
  /** Values by profile. */
  readonly profiles: PlainSections;
  /** Values by `[sso-session NAME]`. */
  readonly sso_sessions: PlainSections;
  /** Values by `[services NAME]`. */
  readonly services: PlainSections;
}

/** The values of sections: by section name, then by key. */
export type PlainSections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const ASK = `
import json, os, sys, tempfile
import botocore.session, botocore.exceptions
folder = tempfile.mkdtemp()
os.environ["AWS_CONFIG_FILE"] = os.path.join(folder, "config")
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.path.join(folder, "credentials")
results = []
for case in json.load(sys.stdin):
    for name in ("config", "credentials"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(case[name].encode())
    try:
        found = botocore.session.Session().full_config
        results.append({kind: found[kind] for kind in ("profiles", "sso_sessions", "services")})
    except botocore.exceptions.ConfigParseError:
        results.append("refused")
for name in ("config", "credentials"):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
json.dump(results, sys.stdout, sort_keys=True)
`;

/** Reads `pairs` with botocore, in one process. */
export async function byBotocore(pairs: readonly FilePair[]): Promise<(Reading | "refused")[]> {
  return (await python(ASK, pairs)).map(sorted);
}

/** Writes `pair` into `folder` and reads it with opaws. */
export function byOpaws(pair: FilePair, folder: string): Reading | "refused" {
  Deno.writeTextFileSync(`${folder}/config`, pair.config);
  Deno.writeTextFileSync(`${folder}/credentials`, pair.credentials);
  const environment: Readonly<Record<string, string>> = {
    AWS_CONFIG_FILE: `${folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
  };
  try {
    const { all, ssoSessions, services } = loadProfiles(
      { env: (name) => environment[name] },
      "/nowhere",
    );
    const profiles = new Map([...all].map(([name, { values }]) => [name, values]));
    return sorted({ profiles, sso_sessions: ssoSessions, services }) as Reading;
  } catch (error) {
    if (error instanceof UserError && error.status === 78) return "refused";
    throw error;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.sort(([a], [b]) => a < b ? -1 : 1).map(([key, each]) => [key, sorted(each)]),
  );
}
