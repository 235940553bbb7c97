import { FILES_VARIABLE, type FileVariable } from "../aws/config/copied_files.ts";
import type { Secret } from "../secret.ts";
import { CHOSEN_VARIABLE } from "./environment_records.ts";
import type { Provision } from "./provision.ts";

/** What a tool gets instead of credentials. */
interface ServerHandover {
  /** `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly uri: string;
  /** `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
  readonly token: Secret;
  /** The copies of AWS files, by variable. */
  readonly copies: { readonly [Name in FileVariable]?: string };
}

const CREDENTIALS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
];

/**
 * Returns `change` with a server in the place of the credentials. `env` reads the environment before the change, which the
 * record of the copies keeps.
 */
export function serverEnvironment(
  { set, unset }: Provision,
  { uri, token, copies }: ServerHandover,
  env: (name: string) => string | undefined,
): Provision {
  const files = Object.entries(copies);
  const record = files.map(([name, copy]) => [name, [copy, env(name) ?? null]]);
  const served: Record<string, string | Secret> = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    ...Object.fromEntries(files),
    ...(files.length > 0 && { [FILES_VARIABLE]: JSON.stringify(Object.fromEntries(record)) }),
    ...(Object.hasOwn(set, CHOSEN_VARIABLE) && { [CHOSEN_VARIABLE]: uri }),
  };
  const kept = Object.entries(set).filter(([name]) => !CREDENTIALS.includes(name));
  return {
    set: { ...Object.fromEntries(kept), ...served },
    unset: [...unset.filter((name) => !Object.hasOwn(served, name)), ...CREDENTIALS],
  };
}
