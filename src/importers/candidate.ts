import type { Secret } from "../secret.ts";

/** Where a key lies. */
export type CandidateKind =
  | "environment"
  | "credentials-file"
  /** The AWS config file, looked into with the credentials file. */
  | "config-file"
  | "csv"
  | "aws-vault";

/** The kinds that can be asked for, in the order in which they are looked for. */
export const CANDIDATE_KINDS: readonly CandidateKind[] = [
  "environment",
  "credentials-file",
  "csv",
  "aws-vault",
];

/** A complete access key that an importer found. */
export interface Candidate {
  /** Where it lies, for people: `~/.aws/credentials [prod]`. */
  readonly source: string;
  /** What kind of place that is. */
  readonly kind: CandidateKind;
  /** What an item made of it may be called; not yet unique. */
  readonly suggestedTitle: string;
  /** The access key id. */
  readonly accessKeyId: string;
  /** The secret access key. */
  readonly secretAccessKey: Secret;
  /** The region that goes with it where it lies. */
  readonly region?: string;
  /** The ARN or serial number of the MFA device that goes with it. */
  readonly mfaSerial?: string;
  /** The profile whose key it is. */
  readonly profile?: string;
  /** Whether it belongs to temporary credentials, which an item does not hold. */
  readonly temporary: boolean;
  /** What is odd about its shape; never a reason to refuse it. */
  readonly warnings: readonly string[];
}

const ACCESS_KEY_ID = /^A[KS]IA[A-Z0-9]{16}$/;
const SECRET_CHARACTERS = 40;

/**
 * What is odd about the shape of an access key, in words; nothing for `AKIA` or `ASIA` with 16 capital letters or digits
 * and a secret of 40 characters. AWS promises neither shape, so these are warnings.
 */
export function shapeWarnings(accessKeyId: string, secretAccessKey: Secret): string[] {
  const warnings: string[] = [];
  if (!ACCESS_KEY_ID.test(accessKeyId)) {
    warnings.push("the access key id is not AKIA with 16 capital letters or digits");
  }
  if ([...secretAccessKey.reveal()].length !== SECRET_CHARACTERS) {
    warnings.push(`the secret access key is not ${SECRET_CHARACTERS} characters long`);
  }
  return warnings;
}

/** Reports whether `accessKeyId` is one that STS made (IAM identifiers, "unique ID prefixes"). */
export function isTemporaryId(accessKeyId: string): boolean {
  return accessKeyId.startsWith("ASIA");
}

/** What an item for the profile or user called `name` may be called. */
export function titleFor(name?: string): string {
  return name === undefined || name === "" || name === "default" ? "AWS" : `AWS ${name}`;
}
