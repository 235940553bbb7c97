import { exists } from "../fs/exists.ts";
import { listFolder } from "../fs/list_folder.ts";
import { readTrusted } from "../fs/trusted_file.ts";
import { UserError } from "../errors.ts";
import type { Host } from "../host.ts";
import { Secret } from "../secret.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { awsVaultCandidate } from "./aws_vault_item.ts";
import type { Candidate } from "./candidate.ts";
import { openJwe, parseJwe, type PassphraseJwe } from "./jwe.ts";
import { joinPath } from "../fs/path.ts";

/**
 * Asks for the passphrase of aws-vault's files; null if there is none, and the files are skipped. `triesLeft` is null the
 * first time, then the number of tries after a wrong one.
 */
export type AskPassphrase = (triesLeft: number | null) => Promise<Secret | null>;

const MAX_TRIES = 3;

const MAX_BYTES = 1024 * 1024;

// Names of entries that aws-vault caches next to its keys (`vault.IsSessionKey`, `vault.IsOIDCTokenKey`).
const CACHE_ENTRIES = [
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
 * Finds the access keys in the file backend of aws-vault: JWE files that 99designs/keyring writes into
 * `~/.awsvault/keys/` (`AWS_VAULT_FILE_DIR`), all sealed with one passphrase: `AWS_VAULT_FILE_PASSPHRASE`, else the one
 * that `askPassphrase` returns. Region and MFA device come from the profile of the same name. Without such a folder there
 * are no candidates, and no question.
 *
 * @throws UserError (77, denied) if the passphrase is wrong; (65, damaged) if a file is damaged; (78, refused) if others
 * can write to one; (74, I/O) if one cannot be read.
 */
export async function awsVaultCandidates(
  host: Pick<Host, "env">,
  home: string,
  askPassphrase?: AskPassphrase,
): Promise<Candidate[]> {
  const folder = folderOf(host, home);
  const files = sealedFiles(folder);
  if (files.length === 0) return [];
  const passphrase = await rightPassphrase(host, folder, files[0]!, askPassphrase);
  if (passphrase === null) return [];
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

async function rightPassphrase(
  host: Pick<Host, "env">,
  folder: string,
  { jwe, path }: SealedFile,
  ask: AskPassphrase = () => Promise.resolve(null),
): Promise<Secret | null> {
  const variable = host.env("AWS_VAULT_FILE_PASSPHRASE");
  for (let left = MAX_TRIES;; left--) {
    const passphrase = variable
      ? new Secret(variable)
      : await ask(left === MAX_TRIES ? null : left);
    if (passphrase === null || await openJwe(jwe, passphrase, path) !== null) return passphrase;
    if (variable || left === 1) throw wrongPassphrase(folder);
  }
}

function folderOf(host: Pick<Host, "env">, home: string): string {
  const path = host.env("AWS_VAULT_FILE_DIR") || "~/.awsvault/keys";
  return path.replace(/^~/, () => home).replace(/(?<=.)\/+$/, "");
}

function sealedFiles(folder: string): SealedFile[] {
  if (!exists(folder)) return [];
  const names = listFolder(folder, `read ${folder}`).filter((entry) => !entry.isDirectory)
    .map((entry) => entry.name).sort();
  const files: SealedFile[] = [];
  for (const fileName of names) {
    const name = unescapeName(fileName);
    if (CACHE_ENTRIES.some((pattern) => pattern.test(name))) continue;
    const path = joinPath(folder, fileName);
    const bytes = readTrusted(path, MAX_BYTES);
    const jwe = bytes && parseJwe(new TextDecoder().decode(bytes), path);
    if (jwe) files.push({ path, jwe, name });
  }
  return files;
}

/** Returns the name of the entry in a file. Newer versions of keyring write `/` and `%` in a name as `%2F` and `%25`. */
function unescapeName(fileName: string): string {
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
