import type { CommandContext } from "../../cli/context.ts";
import { canAsk } from "../../cli/prompts.ts";
import { UserError } from "../../errors.ts";
import type { AskPassphrase } from "../../importers/aws_vault_files.ts";
import { type Candidate, CANDIDATE_KINDS, type CandidateKind } from "../../importers/candidate.ts";
import { findCandidates } from "../../importers/find_candidates.ts";
import { askSecret } from "../../unlock/prompts/ask_secret.ts";

/**
 * Finds the access keys that can be imported, with the importer that `source` names, else with all of them. `csv` is the
 * path of a CSV file. With `onePux` or `op`, looks in 1Password instead. Asks for aws-vault's passphrase on the terminal. Without a terminal or with an empty answer it skips
 * aws-vault's files, and after three wrong ones too, unless `source` names aws-vault.
 *
 * @throws UserError (64) if `source` is unknown or does not go with `csv`, (79) if `source` names aws-vault and there is
 * no terminal, and as `findCandidates` does.
 */
export async function gatherCandidates(
  context: CommandContext,
  options: Sources,
): Promise<Candidate[]> {
  const { source, csv, onePux, op = false } = options;
  if (op || onePux !== undefined) return await fromOnePassword(options);
  const kind = source === undefined ? undefined : kindNamed(source);
  if (kind === "csv" && csv === undefined) {
    throw usageError("csv needs --csv FILE", "opaws item import csv --csv FILE");
  }
  if (kind !== undefined && kind !== "csv" && csv !== undefined) {
    throw usageError(`--csv does not go with ${kind}`, "opaws item import csv --csv FILE");
  }
  const askPassphrase = passphrasePrompt(kind === "aws-vault");
  const find = (kinds: readonly CandidateKind[]) =>
    findCandidates(context.host, context.paths.home, {
      kinds,
      ...(csv === undefined ? {} : { csv }),
      ...(askPassphrase === undefined ? {} : { askPassphrase }),
    });
  try {
    return await find(kind === undefined ? CANDIDATE_KINDS : [kind]);
  } catch (error) {
    const isOptional = kind === undefined && askPassphrase !== undefined;
    if (!isOptional || !(error instanceof UserError) || error.code !== "wrong-passphrase") {
      throw error;
    }
    context.report(`opaws: ${error.message}; they are skipped`);
    return await find(CANDIDATE_KINDS.filter((each) => each !== "aws-vault"));
  }
}

/** Where the user says that keys are. */
interface Sources {
  /** The name of an importer. */
  readonly source?: string | undefined;
  /** The path of a CSV file. */
  readonly csv?: string | undefined;
  /** The path of an export of 1Password. */
  readonly onePux?: string | undefined;
  /** Whether 1Password's program is asked. */
  readonly op?: boolean;
}

/** Looks in 1Password only: who names it does not mean the other places too. */
async function fromOnePassword({ source, csv, onePux, op }: Sources): Promise<Candidate[]> {
  if (source !== undefined || csv !== undefined || (op && onePux !== undefined)) {
    const option = op ? "--op" : "--1pux";
    throw usageError(
      `${option} looks in 1Password only`,
      `opaws item import ${op ? "--op" : "--1pux FILE"}`,
    );
  }
  if (op) return await (await import("../../importers/op.ts")).opCandidates();
  const { exportCandidates } = await import("../../importers/onepassword_export.ts");
  return await exportCandidates(onePux!);
}

function passphrasePrompt(required: boolean): AskPassphrase | undefined {
  if (!required && !canAsk()) return undefined;
  const hint = required ? "" : " (empty skips them)";
  return async (left) => {
    const lines = left === null
      ? []
      : [`opaws: wrong passphrase, ${left} ${left === 1 ? "try" : "tries"} left`];
    const passphrase = await askSecret(lines, `Passphrase of aws-vault's files${hint}`, {
      cannot: "open the keys of aws-vault",
      alternative: "set AWS_VAULT_FILE_PASSPHRASE to open them",
    });
    return !required && passphrase.reveal() === "" ? null : passphrase;
  };
}

function kindNamed(source: string): CandidateKind {
  const kind = CANDIDATE_KINDS.find((each) => each === source);
  if (kind !== undefined) return kind;
  const names = `${CANDIDATE_KINDS.slice(0, -1).join(", ")} or ${CANDIDATE_KINDS.at(-1)}`;
  throw usageError(`${JSON.stringify(source)} is not ${names}`, "opaws item import --help");
}

function usageError(because: string, next: string): UserError {
  return new UserError({
    exit: "usage",
    code: "bad-source",
    cannot: "import access keys",
    because,
    try: next,
  });
}
