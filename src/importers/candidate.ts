import type { Secret } from "../secret.ts";

/** Where a key was found. */
export type CandidateKind =
  | "environment"
  | "credentials-file"
  /** The AWS config file, which is searched together with the credentials file. */
  | "config-file"
  | "csv"
  | "aws-vault"
  /** 1Password's export. */
  | "1pux"
  /** 1Password's own program. */
  | "op";

/** The kinds that can be selected, in the order in which they are searched. */
export const CANDIDATE_KINDS: readonly CandidateKind[] = [
  "environment",
  "credentials-file",
  "csv",
  "aws-vault",
];

/** A complete access key that an importer found. */
export interface Candidate {
  /** Where it was found, for people: `~/.aws/credentials [prod]`. */
  readonly source: string;
  /** The kind of that place. */
  readonly kind: CandidateKind;
  /** A title for the item; not necessarily unique. */
  readonly suggestedTitle: string;
  /** The access key id. */
  readonly accessKeyId: string;
  /** The secret access key. */
  readonly secretAccessKey: Secret;
  /** The region that was found with it. */
  readonly region?: string;
  /** The ARN or serial number of the MFA device that was found with it. */
  readonly mfaSerial?: string;
  /** The secret of its one-time password. */
  readonly oneTimePassword?: Secret;
  /** The profile that it belongs to. */
  readonly profile?: string;
  /** Whether it is part of temporary credentials. */
  readonly temporary: boolean;
  /** Their session token, if it was found. */
  readonly sessionToken?: Secret;
  /** When they end, as it was found. */
  readonly expires?: string;
}

/** Reports whether STS issued `accessKeyId` (IAM identifiers, "unique ID prefixes"). */
export function isTemporaryId(accessKeyId: string): boolean {
  return accessKeyId.startsWith("ASIA");
}

/** Returns a title for the item of the profile or user called `name`. */
export function titleFor(name?: string): string {
  return name === undefined || name === "" || name === "default" ? "AWS" : `AWS ${name}`;
}
