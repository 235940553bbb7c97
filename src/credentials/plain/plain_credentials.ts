import { exists } from "../../fs/exists.ts";
import type { Paths } from "../../fs/paths.ts";
import { readPlainFile } from "../../fs/plain_file.ts";
import type { Host } from "../../host.ts";
import { guardMemory } from "../../memory_guard.ts";
import type { Config } from "../../scope/config.ts";
import { Secret } from "../../secret.ts";
import { realHome, takeKernelKey } from "../../unlock/cache/kernel_key.ts";
import { openPlainVault, plainVault, type SeenVault } from "../../vault/store/plain_vault.ts";
import type { Credentials } from "../../aws/credentials.ts";
import { completeRegion, planRegion, type Region } from "../choose_region.ts";
import { ownVariable } from "../environment_records.ts";
import { plainBinding } from "./plain_binding.ts";
import { readPlainJson } from "./plain_config.ts";

/** What a tool gets in the plain case. */
interface PlainCredentials {
  /** The item's access key. */
  readonly credentials: Credentials;
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** The region that the tool finds in the AWS config files by itself; null if it finds none. */
  readonly toolRegion: string | null;
}

/** Variables that change which credentials a tool gets, or where opaws finds something. None may be set. */
const VARIABLES = [
  ...["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"],
  ...["OPAWS_TOKEN", "OPAWS_TOKEN_FILE", "OPAWS_CHOSEN", "OPAWS_PROVIDED"],
  ...["OPAWS_START_CWD", "OPAWS_START_STDOUT", "OPAWS_AWS_FILES"],
];
/** Settings of `[default]` that have nothing to do with credentials. */
const HARMLESS = /^(region|output|cli_\w+|retry_mode|max_attempts)$/;
/** Fields that an item of the plain case may have. */
// deno-fmt-ignore
const FIELDS = [
  "access key id", "secret access key", "default region", "mfa serial", "console url", "account",
];
/** A larger vault opens faster by its bookmark, which `getCredentials` knows; bytes. */
const MAX_VAULT_BYTES = 1024 * 1024;

/**
 * Returns the credentials of `tool` in the plain case: Linux, a vault that is unlocked in `terminal`, a binding without
 * a profile, and an access key without MFA. Returns null if anything is unusual or wrong. Then `makePlan` decides, and
 * `getCredentials` says what is wrong. In the plain case both give the same, which
 * `tests/credentials/plain/plain_credentials_test.ts` checks in generated worlds.
 *
 * It exists because most runs are plain, and loading and compiling what decides about all others takes longer than
 * everything else in a run.
 *
 * @throws Error of any kind if something is wrong.
 */
export async function plainCredentials(
  host: Host,
  paths: Paths,
  config: Config,
  tool: string,
  terminal: string,
): Promise<PlainCredentials | null> {
  const isUnusual = VARIABLES.some((name) => host.env(name) !== undefined);
  if (isUnusual || Object.hasOwn(config.profiles, "default")) return null;
  const binding = plainBinding(host, paths, config, terminal, tool);
  const toolRegion = await regionOfPlainDefault(host, paths);
  if (binding === null || toolRegion === undefined) return null;
  const item = await openBoundItem(host, paths, terminal, binding);
  if (item === null || item.title !== binding.title) return null;
  const values = new Map(item.fields.map(({ name, value }) => [name.toLowerCase(), value]));
  const [id, secret] = [values.get("access key id"), values.get("secret access key")];
  if (!id || !secret || [...values.keys()].some((name) => !FIELDS.includes(name))) return null;
  const region = planRegion({
    environment: ownVariable(host, "AWS_REGION") || ownVariable(host, "AWS_DEFAULT_REGION"),
    namedProfile: null,
    binding: binding.region,
    bindingProfile: null,
    defaultProfile: toolRegion === null ? null : { name: toolRegion, source: 'profile "default"' },
  });
  return {
    credentials: { accessKeyId: id, secretAccessKey: new Secret(secret) },
    region: completeRegion(region, values.get("default region")),
    toolRegion,
  };
}

/** The plaintext of an item. */
interface PlainItem {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

async function openBoundItem(
  host: Host,
  paths: Paths,
  terminal: string,
  binding: { readonly vault: string; readonly item: string },
): Promise<PlainItem | null> {
  if (!/^[a-z][a-z0-9_-]*$/.test(binding.vault)) return null;
  // Read before the vault, see `readGenerations`.
  const seen = readPlainJson(`${paths.state}/generations.json`);
  const bytes = readPlainFile(`${paths.vaults}/${binding.vault}.json`, MAX_VAULT_BYTES);
  const vault = bytes && plainVault(bytes, binding.vault);
  if (vault === null || seen === null || !Object.hasOwn(seen, vault.layout.id)) return null;
  guardMemory();
  const name = { vault: vault.layout.id, terminal, home: realHome(paths) };
  const key = takeKernelKey(name, () => host.uptime(), true);
  if (key === null) return null;
  try {
    const plain = await openPlainVault(
      vault,
      seen[vault.layout.id] as SeenVault,
      key,
      binding.item,
    );
    if (plain === null) return null;
    const item = JSON.parse(new TextDecoder().decode(plain));
    plain.fill(0);
    return item;
  } finally {
    key.wipe();
  }
}

/** Returns the region of `[default]`, null if it has none; undefined if `[default]` is not harmless. */
async function regionOfPlainDefault(
  host: Pick<Host, "env">,
  { home }: Paths,
): Promise<string | null | undefined> {
  if (!exists(`${home}/.aws/config`) && !exists(`${home}/.aws/credentials`)) return null;
  const { loadProfiles } = await import("../../aws/config/profiles.ts");
  const values = loadProfiles(host, home).all.get("default")?.values ?? new Map<string, string>();
  if (![...values.keys()].every((key) => HARMLESS.test(key))) return undefined;
  const region = values.get("region");
  return region === undefined || typeof region === "string" ? region || null : undefined;
}
