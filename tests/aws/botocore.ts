import { Fault } from "../../src/fault.ts";
import { loadProfiles } from "../../src/aws/profiles.ts";
import { python } from "./python.ts";

/** A config and a credentials file. */
export interface FilePair {
  /** Text of the config file. */
  readonly config: string;
  /** Text of the credentials file. */
  readonly credentials: string;
}

/** Profiles as plain objects, keys sorted; or `refused`. */
export type Reading = Readonly<Record<string, unknown>> | "refused";

const ASK = `
import json, os, sys, tempfile
import botocore.session, botocore.exceptions
folder = tempfile.mkdtemp()
os.environ["AWS_CONFIG_FILE"] = os.path.join(folder, "config")
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.path.join(folder, "credentials")
answers = []
for case in json.load(sys.stdin):
    for name in ("config", "credentials"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(case[name].encode())
    try:
        answers.append(botocore.session.Session().full_config["profiles"])
    except botocore.exceptions.ConfigParseError:
        answers.append("refused")
for name in ("config", "credentials"):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
json.dump(answers, sys.stdout, sort_keys=True)
`;

/** What botocore makes of `pairs`, in one process. */
export async function byBotocore(pairs: readonly FilePair[]): Promise<Reading[]> {
  return (await python(ASK, pairs)).map(sorted);
}

/** What opaws makes of `pair`, whose files it writes into `folder`. */
export function byOpaws(pair: FilePair, folder: string): Reading {
  Deno.writeTextFileSync(`${folder}/config`, pair.config);
  Deno.writeTextFileSync(`${folder}/credentials`, pair.credentials);
  const environment: Readonly<Record<string, string>> = {
    AWS_CONFIG_FILE: `${folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
  };
  try {
    return reading(loadProfiles({ env: (name) => environment[name] }, "/nowhere").all);
  } catch (error) {
    if (error instanceof Fault && error.status === 78) return "refused";
    throw error;
  }
}

/** `profiles` as plain objects, keys sorted. */
export function reading(
  profiles: ReadonlyMap<string, { readonly values: ReadonlyMap<string, unknown> }>,
): Reading {
  return sorted(new Map([...profiles].map(([name, { values }]) => [name, values]))) as Reading;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.sort(([a], [b]) => a < b ? -1 : 1).map(([key, each]) => [key, sorted(each)]),
  );
}
