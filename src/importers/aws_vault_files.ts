import { describeError } from "../fs/system_error.ts";
import { exists } from "../fs/exists.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { awsVaultCandidate } from "./aws_vault_item.ts";
import type { Candidate } from "./candidate.ts";
import { openJwe, parseJwe, type PassphraseJwe } from "./jwe.ts";

/** Asks for the passphrase of aws-vault's files; null when it is not to be had, and they are left alone. */
export type AskPassphrase = () => Promise<Secret | null>;

const MAX_BYTES = 1024 * 1024;

// What aws-vault caches beside its keys (`vault.IsSessionKey`, `vault.IsOIDCTokenKey`); it names them in the file names.
const NOT_A_KEY = [
  /^[^,]+,[^,]+,[^,]*,\d+$/,
  /^session[:,]/,
  /^.+? session \(\d+\)$/,
  /^oidc:/,
];

interface SealedFile {
  readonly path: string;
  readonly jwe: PassphraseJwe;
  readonly name: string;
}

/**
 * The access keys in the file backend of aws-vault: JWE files that 99designs/keyring writes into `~/.awsvault/keys/`
 * (`AWS_VAULT_FILE_DIR`), all under one passphrase: `AWS_VAULT_FILE_PASSPHRASE`, else what `askPassphrase` answers.
 * Region and MFA device come from the profile of the same name. No folder is no candidate, and no question.
 * Faults: 77 when the passphrase is wrong; 65 on a damaged file; 78 when others may write one; 74 when unreadable.
 */
export async function awsVaultCandidates(
  host: Pick<Host, "env">,
  home: string,
  askPassphrase?: AskPassphrase,
): Promise<Candidate[]> {
  const folder = folderOf(host, home);
  const files = sealedFiles(folder);
  if (files.length === 0) return [];
  const given = host.env("AWS_VAULT_FILE_PASSPHRASE");
  const passphrase = given ? new Secret(given) : await askPassphrase?.();
  if (!passphrase) return [];
  const profiles = loadProfiles(host, home);
  const found: Candidate[] = [];
  for (const { path, jwe, name } of files) {
    const payload = await openJwe(jwe, passphrase, path);
    if (payload === null) throw wrongPassphrase(folder);
    const candidate = awsVaultCandidate(name, new TextDecoder().decode(payload), profiles);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

function folderOf(host: Pick<Host, "env">, home: string): string {
  const path = host.env("AWS_VAULT_FILE_DIR") || "~/.awsvault/keys";
  return path.replace(/^~/, () => home).replace(/(?<=.)\/+$/, "");
}

function sealedFiles(folder: string): SealedFile[] {
  if (!exists(folder)) return [];
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].filter((entry) => !entry.isDirectory)
      .map((entry) => entry.name).sort();
  } catch (error) {
    throw new UserError({
      exit: "io",
      code: "unreadable-folder",
      cannot: `read ${folder}`,
      because: describeError(error),
      cause: error,
    });
  }
  const files: SealedFile[] = [];
  for (const fileName of names) {
    const name = unescaped(fileName);
    if (NOT_A_KEY.some((pattern) => pattern.test(name))) continue;
    const path = `${folder}/${fileName}`;
    const bytes = readTrusted(path, MAX_BYTES);
    const jwe = bytes && parseJwe(new TextDecoder().decode(bytes), path);
    if (jwe) files.push({ path, jwe, name });
  }
  return files;
}

/** The name behind a file's: later versions of keyring write `/` and `%` of a name as `%2F` and `%25`. */
function unescaped(fileName: string): string {
  try {
    return decodeURIComponent(fileName);
  } catch {
    return fileName;
  }
}

function wrongPassphrase(folder: string): UserError {
  return new UserError({
    exit: "denied",
    code: "wrong-passphrase",
    cannot: `open the keys of aws-vault in ${folder}`,
    because: "wrong passphrase",
    try: "opaws item import aws-vault",
  });
}
