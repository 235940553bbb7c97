import { UserError } from "../errors.ts";

/** What is needed of an item to be named on the command line. */
export interface Nameable {
  /** Its id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** The name of the vault that holds it. */
  readonly vault: string;
}

/**
 * Answers which of `items` the user means by `reference`: an id; else the exact title; else, without regard to case,
 * the title; else a unique beginning of an id (4 characters or more) or title. Null when none is meant.
 * Faults (64) listing the candidates when several are meant equally well: opaws never guesses a key.
 */
export function chosenItem<T extends Nameable>(items: readonly T[], reference: string): T | null {
  const folded = fold(reference);
  const ways: ((item: T) => boolean)[] = [
    (item) => item.id === reference,
    (item) => item.title === reference,
    (item) => fold(item.title) === folded,
    (item) =>
      (reference.length >= 4 && item.id.startsWith(reference.toLowerCase())) ||
      fold(item.title).startsWith(folded),
  ];
  for (const way of ways) {
    const found = items.filter(way);
    if (found.length > 1) throw ambiguous(found, reference);
    if (found[0]) return found[0];
  }
  return null;
}

/** The fault (66) for a reference that no item answers to. */
export function noSuchItem(reference: string, vaults: readonly string[]): UserError {
  const where = vaults.length === 1 ? `vault ${JSON.stringify(vaults[0])}` : "any vault";
  return new UserError({
    exit: "notFound",
    code: "no-item",
    cannot: `find item ${JSON.stringify(reference)}`,
    because: `no item in ${where} has that title, id or beginning`,
    try: "opaws item list",
  });
}

function ambiguous(found: readonly Nameable[], reference: string): UserError {
  const list = found.map((item) => `${JSON.stringify(item.title)} (${item.id} in ${item.vault})`);
  return new UserError({
    exit: "usage",
    code: "ambiguous-item",
    cannot: `choose item ${JSON.stringify(reference)}`,
    because: `several items answer to it: ${list.join(", ")}`,
    try: `opaws item show ${found[0]!.id}`,
  });
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
