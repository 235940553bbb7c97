import { makeField } from "../../credentials/item_fields.ts";
import type { Candidate } from "../../importers/candidate.ts";
import type { Field } from "../../vault/item.ts";
import type { NewItem } from "./new_item.ts";

/** Returns the item to create from `candidate`. */
export function itemFrom(candidate: Candidate, title: string): NewItem {
  const fields: Field[] = [
    makeField("access key id", candidate.accessKeyId),
    makeField("secret access key", candidate.secretAccessKey.reveal()),
  ];
  if (candidate.region) fields.push(makeField("default region", candidate.region));
  if (candidate.mfaSerial) fields.push(makeField("mfa serial", candidate.mfaSerial));
  return { title, fields, notes: `Imported from ${candidate.source}.` };
}

/** Returns one line about a candidate: the end of its access key id, where it was found, and any warnings. */
export function candidateLine(candidate: Candidate): string {
  const notes = [...(candidate.temporary ? ["temporary"] : []), ...candidate.warnings];
  return `…${candidate.accessKeyId.slice(-4)} from ${candidate.source}${
    notes.length ? ` (${notes.join("; ")})` : ""
  }`;
}
