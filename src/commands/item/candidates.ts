import { checkFields, checkValue } from "../../credentials/field_checks.ts";
import { makeField } from "../../credentials/item_fields.ts";
import type { Candidate } from "../../importers/candidate.ts";
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

function keyFields(candidate: Candidate): Field[] {
  return [
    makeField("access key id", candidate.accessKeyId),
    makeField("secret access key", candidate.secretAccessKey.reveal()),
  ];
}

function otherFields({ region, mfaSerial }: Candidate): { name: string; value: string }[] {
  return [
    ...(region ? [{ name: "default region", value: region }] : []),
    ...(mfaSerial ? [{ name: "mfa serial", value: mfaSerial }] : []),
  ];
}
