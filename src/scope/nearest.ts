/** Returns the one of `names` with the smallest edit distance from `name`, ignoring case. */
export function nearest(name: string, names: readonly string[]): string {
  const wanted = name.toLowerCase().slice(0, 100);
  const scored = names.map((each) => ({ each, distance: distance(wanted, each.toLowerCase()) }));
  return scored.reduce((best, next) => next.distance < best.distance ? next : best).each;
}

/** Returns the Levenshtein distance, computed row by row. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const exchanged = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
