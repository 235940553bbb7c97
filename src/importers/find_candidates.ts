import type { Host } from "../host.ts";
import { loadProfiles } from "../aws/config/profiles.ts";
import { type AskPassphrase, awsVaultCandidates } from "./aws_vault_files.ts";
import { secretServiceCandidates } from "./aws_vault_secret_service.ts";
import { type Candidate, CANDIDATE_KINDS, type CandidateKind } from "./candidate.ts";
import { credentialsFileCandidates } from "./credentials_file.ts";
import { csvCandidates } from "./csv.ts";
import { environmentCandidates } from "./environment.ts";

/** Where {@linkcode findCandidates} looks. */
interface FindOptions {
  /** The kinds to search for; all by default. */
  readonly kinds?: readonly CandidateKind[];
  /** The CSV file to read, if any. */
  readonly csv?: string;
  /**
   * Asks for the passphrase of aws-vault's files, at most once and only if there are such files. If it is set, the
   * desktop may also ask the user to unlock the keyring.
   */
  readonly askPassphrase?: AskPassphrase;
}

/**
 * Finds access keys in the environment, the AWS files, a CSV file and aws-vault. Returns each pair once, from the first
 * place that has it. Changes nothing.
 *
 * @throws UserError as `loadProfiles`, {@linkcode csvCandidates} and {@linkcode awsVaultCandidates} do.
 */
export async function findCandidates(
  host: Pick<Host, "env">,
  home: string,
  options: FindOptions = {},
): Promise<Candidate[]> {
  const kinds = options.kinds ?? CANDIDATE_KINDS;
  const found: Candidate[] = [];
  if (kinds.includes("environment")) found.push(...environmentCandidates(host));
  if (kinds.includes("credentials-file")) {
    found.push(...credentialsFileCandidates(loadProfiles(host, home), home));
  }
  if (kinds.includes("csv") && options.csv !== undefined) {
    found.push(...csvCandidates(options.csv));
  }
  if (kinds.includes("aws-vault")) {
    const ask = options.askPassphrase;
    found.push(...await awsVaultCandidates(host, home, ask));
    found.push(...await secretServiceCandidates(host, home, ask !== undefined));
  }
  return withoutDuplicates(found);
}

function withoutDuplicates(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ accessKeyId, secretAccessKey }) => {
    const pair = `${accessKeyId}\0${secretAccessKey.reveal()}`;
    return !seen.has(pair) && Boolean(seen.add(pair));
  });
}
