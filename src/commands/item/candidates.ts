import { checkFields, checkValue } from "../../credentials/field_checks.ts";
import { makeField } from "../../credentials/item_fields.ts";
import type { Candidate } from "../../importers/candidate.ts";
import { temporaryEnd } from "./temporary_end.ts";
import type { Field } from "../../vault/item.ts";
import type { NewItem } from "./new_item.ts";

/** What is wrong with a candidate, or unusual about it. */
interface Review {
  /** Why it cannot be imported; null if it can. */
  readonly problem: string | null;
  /** What is unusual about it, and what else found with it cannot be imported. */
  readonly warnings: readonly string[];
}

/** Checks the values of `candidate` like those of any item. */
export function reviewCandidate(candidate: Candidate): Review {
  const { problem = null, doubt } = checkFields(keyFields(candidate));
  const left = otherFields(candidate).flatMap(({ name, value }) => {
    const verdict = checkValue(name, value);
    return verdict.problem === undefined
      ? verdict.doubt ?? []
      : `without its ${name}: ${verdict.problem}`;
  });
  return { problem, warnings: [...(doubt === undefined ? [] : [doubt]), ...left] };
}

/** Returns the item to create from `candidate`, without an invalid region or MFA device. */
export function itemFrom(candidate: Candidate, title: string): NewItem {
  const others = otherFields(candidate).filter(({ name, value }) =>
    checkValue(name, value).problem === undefined
  );
  return {
    title,
    fields: [...keyFields(candidate), ...others.map(({ name, value }) => makeField(name, value))],
    notes: `Imported from ${candidate.source}.`,
  };
}

/** Returns one line about a candidate: the end of its access key id, where it was found, and any warnings. */
export function candidateLine(candidate: Candidate): string {
  const notes = [
    ...(candidate.temporary ? ["temporary"] : []),
    ...reviewCandidate(candidate).warnings,
  ];
  return `…${candidate.accessKeyId.slice(-4)} from ${candidate.source}${
    notes.length ? ` (${notes.join("; ")})` : ""
  }`;
}

/**
 * Returns `candidate` with its end as an item has it: as it was found, or else `given`, a time or a duration. Its end is
 * left out if neither is one.
 */
export function withEnd(candidate: Candidate, given: string | undefined, now: number): Candidate {
  const { expires: found, ...rest } = candidate;
  if (!rest.temporary) return rest;
  // aws-mfa writes UTC without saying so.
  const written = found?.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, "$1T$2Z");
  const end = written ?? given;
  const expires = end === undefined ? null : temporaryEnd(end, now);
  return expires === null ? rest : { ...rest, expires };
}

/** Returns why a temporary candidate cannot be imported; null if it can. */
export function temporaryProblem(candidate: Candidate, wanted: boolean): string | null {
  if (!candidate.temporary) return null;
  if (!wanted) return "it is temporary: import it with --temporary";
  if (candidate.sessionToken === undefined) return "its session token is missing";
  return candidate.expires === undefined
    ? "it has ended, or nothing says when it ends: name it with --expires"
    : null;
}

function keyFields(candidate: Candidate): Field[] {
  const { accessKeyId, secretAccessKey, sessionToken, expires } = candidate;
  return [
    makeField("access key id", accessKeyId),
    makeField("secret access key", secretAccessKey.reveal()),
    ...(sessionToken && expires
      ? [makeField("session token", sessionToken.reveal()), makeField("expires", expires)]
      : []),
  ];
}

function otherFields(
  { region, mfaSerial, oneTimePassword }: Candidate,
): { name: string; value: string }[] {
  return [
    ...(oneTimePassword ? [{ name: "one-time password", value: oneTimePassword.reveal() }] : []),
    ...(region ? [{ name: "default region", value: region }] : []),
    ...(mfaSerial ? [{ name: "mfa serial", value: mfaSerial }] : []),
  ];
}
