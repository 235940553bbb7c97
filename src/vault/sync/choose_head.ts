import { type Headers, onlyBefore } from "../history/header_graph.ts";
import { judgeBranches } from "../history/judge_branches.ts";
import { authorName } from "./member_events.ts";
import { splitVault } from "./sync_errors.ts";

/**
 * Returns the one of `heads`, the newest generations of a synced folder, that a joining member takes: the first that lists the
 * member `id`, and that no other head drops because it removed the author. The numbers of generations say nothing: a removed
 * writer can still publish one with a higher number, which continues what was there before the removal. `headers` has all
 * headers since the heads parted.
 *
 * @throws UserError (78, `split`) if members removed each other; (65, `unknown-generation`) if a header is missing.
 */
export function chooseHead(
  name: string,
  heads: readonly string[],
  headers: Headers,
  id: string,
): string {
  const left = heads.filter((head) => {
    for (const other of heads) {
      if (other === head) continue;
      const branches = [
        onlyBefore(head, other, headers),
        onlyBefore(other, head, headers),
      ] as const;
      const { dropped, circle } = judgeBranches(branches, headers);
      if (circle.length > 0) throw splitVault(name, circle.map((each) => nameIn(each, headers)));
      if (dropped.has(head)) return false;
    }
    return true;
  });
  if (left.length === 0) {
    throw splitVault(name, heads.map((each) => authorName(headers.get(each)!, headers)));
  }
  return left.find((head) => Object.hasOwn(headers.get(head)!.header.members, id)) ?? left[0]!;
}

function nameIn(id: string, headers: Headers): string {
  const own = [...headers.values()].find(({ header }) => header.author === id);
  return own === undefined ? id : authorName(own, headers);
}
