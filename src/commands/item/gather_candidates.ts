import type { AskPassphrase } from "../../importers/aws_vault_files.ts";
import { type Candidate, CANDIDATE_KINDS, type CandidateKind } from "../../importers/candidate.ts";
import { findCandidates } from "../../importers/find_candidates.ts";
import { UserError } from "../../errors.ts";
import { canAsk } from "../../cli/prompts.ts";
import { askSecret } from "../../unlock/ask_secret.ts";
import type { CommandContext } from "../../cli/context.ts";

/**
 * Finds the access keys that may be imported: from the importer that `source` names, else from all of them, with `csv`
 * as the CSV file. aws-vault's passphrase is asked on the terminal; an empty answer, or no terminal, leaves its files
 * alone, unless it was asked for by name.
 * Faults: 64 on an unknown `source`, and on one that does not go with `csv`; 79 when aws-vault was asked for and there is
 * no terminal; and as `findCandidates`.
 */
export async function gatherCandidates(
  context: CommandContext,
  options: { readonly source?: string | undefined; readonly csv?: string | undefined },
): Promise<Candidate[]> {
  const { source, csv } = options;
  const kind = source === undefined ? undefined : kindNamed(source);
  if (kind === "csv" && csv === undefined) {
    throw usage("csv needs --csv FILE", "opaws item import csv --csv FILE");
  }
  if (kind !== undefined && kind !== "csv" && csv !== undefined) {
    throw usage(`--csv does not go with ${kind}`, "opaws item import csv --csv FILE");
  }
  const ask = passphraseQuestion(kind === "aws-vault");
  return await findCandidates(context.host, context.paths.home, {
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(csv === undefined ? {} : { csv }),
    ...(ask === undefined ? {} : { askPassphrase: ask }),
  });
}

function passphraseQuestion(byName: boolean): AskPassphrase | undefined {
  if (!byName && !canAsk()) return undefined;
  const hint = byName ? "" : " (empty to leave them out)";
  return async () => {
    const answer = await askSecret([], `Passphrase of aws-vault's files${hint}: `, {
      cannot: "open the keys of aws-vault",
      answer: "AWS_VAULT_FILE_PASSPHRASE is what opens them",
    });
    return !byName && answer.reveal() === "" ? null : answer;
  };
}

function kindNamed(source: string): CandidateKind {
  const kind = CANDIDATE_KINDS.find((each) => each === source);
  if (kind !== undefined) return kind;
  const names = `${CANDIDATE_KINDS.slice(0, -1).join(", ")} or ${CANDIDATE_KINDS.at(-1)}`;
  throw usage(`${JSON.stringify(source)} is not ${names}`, "opaws item import --help");
}

function usage(because: string, next: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-source",
    cannot: "import access keys",
    because,
    try: next,
  });
}
