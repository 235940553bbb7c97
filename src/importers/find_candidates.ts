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
  /** The kinds looked for; all of them when absent. */
  readonly kinds?: readonly CandidateKind[];
  /** The CSV file; without it none is looked for. */
  readonly csv?: string;
  /**
   * Asks for the passphrase of aws-vault's files, at most once and only where there are such files. Its presence says that
   * a person is there, whom the desktop may ask to unlock the keyring.
   */
  readonly askPassphrase?: AskPassphrase;
}

/**
 * Finds the access keys that lie about: environment, credentials file, CSV, aws-vault, each pair once, under the first
 * place that has it. Changes nothing. Faults: 78 and 74 as `loadProfiles`, 64, 66 and 74 as `csvCandidates`,
 * 65, 74, 77 and 78 as `awsVaultCandidates`.
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
  return eachOnce(found);
}

function eachOnce(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ accessKeyId, secretAccessKey }) => {
    const pair = `${accessKeyId}\0${secretAccessKey.reveal()}`;
    return !seen.has(pair) && Boolean(seen.add(pair));
  });
}
