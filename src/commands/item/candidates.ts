import type { Candidate } from "../../importers/candidate.ts";
import type { Secret } from "../../secret.ts";
import { type Field, fieldValue, type Item } from "../../vault/item.ts";
import { makeField } from "./item_fields.ts";
import type { NewItem } from "./save_item.ts";

/** Key pairs that vaults hold: access key id and secret, told apart by a character neither has. */
export type StoredKeyPairs = ReadonlySet<string>;

/** A pair as {@linkcode StoredKeyPairs} has it. */
export function pairOf(accessKeyId: string, secretAccessKey: Secret): string {
  return `${accessKeyId}\0${secretAccessKey.reveal()}`;
}

/** The pairs that `items` hold. */
export function storedKeyPairs(items: readonly Item[]): StoredKeyPairs {
  const held = new Set<string>();
  for (const item of items) {
    const id = fieldValue(item, "access key id");
    const secret = fieldValue(item, "secret access key");
    if (typeof id === "string" && secret !== undefined && typeof secret !== "string") {
      held.add(pairOf(id, secret));
    }
  }
  return held;
}

/** The item that `candidate` becomes, called `title`. */
export function itemFrom(candidate: Candidate, title: string): NewItem {
  const fields: Field[] = [
    makeField("access key id", candidate.accessKeyId),
    makeField("secret access key", candidate.secretAccessKey.reveal()),
  ];
  if (candidate.region) fields.push(makeField("default region", candidate.region));
  if (candidate.mfaSerial) fields.push(makeField("mfa serial", candidate.mfaSerial));
  return { title, fields, notes: `Imported from ${candidate.source}.` };
}

/** `title`, or the first of `title 2`, `title 3`... that is not `taken`. */
export function freeTitle(title: string, taken: ReadonlySet<string>): string {
  if (!taken.has(title)) return title;
  for (let number = 2;; number++) {
    const next = `${title} ${number}`;
    if (!taken.has(next)) return next;
  }
}

/** One line about a candidate: the end of its key id, where it lies, what is odd about it. */
export function candidateLine(candidate: Candidate): string {
  const odd = [...(candidate.temporary ? ["temporary"] : []), ...candidate.warnings];
  return `…${candidate.accessKeyId.slice(-4)} from ${candidate.source}${
    odd.length ? ` (${odd.join("; ")})` : ""
  }`;
}
