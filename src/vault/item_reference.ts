import { UserError } from "../errors.ts";

/** The parts of an item that a reference on the command line can match. */
interface NamedItem {
  /** Its id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** The name of the vault that holds it. */
  readonly vault: string;
}

/**
 * Returns the item that the user means by `reference`, or null. The first rule that matches decides: the id; the exact
 * title; the title without regard to case; a unique beginning of an id (4 characters or more) or of a title.
 *
 * @throws UserError (64, `ambiguous-item`) with the candidates if several items match: opaws never guesses a key.
 */
export function matchItem<T extends NamedItem>(items: readonly T[], reference: string): T | null {
  const folded = foldTitle(reference);
  const rules: ((item: T) => boolean)[] = [
    (item) => item.id === reference,
    (item) => item.title === reference,
    (item) => foldTitle(item.title) === folded,
    (item) =>
      (reference.length >= 4 && item.id.startsWith(reference.toLowerCase())) ||
      foldTitle(item.title).startsWith(folded),
  ];
  for (const rule of rules) {
    const found = items.filter(rule);
    if (found.length > 1) throw ambiguous(found, reference);
    if (found[0]) return found[0];
  }
  return null;
}

/** Returns the error (66, `no-item`) for a reference that matches no item in `vaults`. */
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

function ambiguous(found: readonly NamedItem[], reference: string): UserError {
  const list = found.map((item) => `${JSON.stringify(item.title)} (${item.id} in ${item.vault})`);
  return new UserError({
    exit: "usage",
    code: "ambiguous-item",
    cannot: `choose item ${JSON.stringify(reference)}`,
    because: `several items match: ${list.join(", ")}`,
    try: `opaws item show ${found[0]!.id}`,
  });
}

/** Folds a title, so that references that only differ in case or in how a letter is composed mean the same item. */
export function foldTitle(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
