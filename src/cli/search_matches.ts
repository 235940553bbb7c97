/** What a search looks at: the text of a choice, and a note next to it. */
interface Searched {
  readonly label: string;
  readonly hint?: string;
}

/**
 * Returns those of `all` that what is `typed` finds: its letters in their order, case aside, in the label, or as they are
 * in the hint. `prdadm` finds `prod-admin`. First those whose label begins with it, then those that contain it, then those
 * with the letters closest together, then those whose hint contains it; else they stay in their order.
 */
export function searchMatches<T extends Searched>(all: readonly T[], typed: string): T[] {
  const text = typed.toLowerCase().trim();
  const letters = text.replaceAll(/\s/g, "");
  return all.map((each) => ({ each, rank: rankOf(each, text, letters) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ each }) => each);
}

const IN_HINT = 1e6;

/** Returns how well `searched` matches: less is better, infinite is not at all. */
function rankOf(searched: Searched, text: string, letters: string): number {
  const label = searched.label.toLowerCase();
  if (label.startsWith(text)) return 0;
  if (label.includes(text)) return 1;
  const span = shortestSpan(label, letters);
  if (span < Infinity) return 1 + span;
  return searched.hint?.toLowerCase().includes(text) ? IN_HINT : Infinity;
}

/** Returns the length of the shortest part of `label` that has `letters` in their order; infinite if none has. */
function shortestSpan(label: string, letters: string): number {
  let shortest = Infinity;
  for (let start = label.indexOf(letters[0]!); start >= 0;) {
    let at = start;
    for (let next = 1; next < letters.length && at >= 0; next++) {
      at = label.indexOf(letters[next]!, at + 1);
    }
    if (at < 0) break; // later starts have fewer letters left
    shortest = Math.min(shortest, at - start + 1);
    start = label.indexOf(letters[0]!, start + 1);
  }
  return shortest;
}
