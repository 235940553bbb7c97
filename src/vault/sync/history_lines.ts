import { shellWord } from "../../quote.ts";
import { formatHead } from "../history/compare_heads.ts";
import { eventText } from "./sync_lines.ts";
import type { HistoryEntry, VaultHistory } from "./vault_history.ts";

/** Returns what a generation changed, for people. */
export function whatText({ items, events, rekeyed }: HistoryEntry): string {
  const parts = [
    ...items > 0 ? [items === 1 ? "1 item" : `${items} items`] : [],
    ...events.map(eventText),
    ...rekeyed ? ["a new key"] : [],
  ];
  return parts.join(", ");
}

/** Returns where a generation is the newest one, for people. */
export function whereText({ here, remote, seen }: HistoryEntry): string {
  if (seen && !remote) return here ? "here; seen on the remote" : "seen on the remote";
  return [...here ? ["here"] : [], ...remote ? ["remote"] : []].join(", ");
}

/** Returns what to say after the list of generations. */
export function historyNotes(
  name: string,
  { entries, relation, problem, heads }: VaultHistory,
): string[] {
  const word = shellWord(name);
  const newest = entries.filter(({ hash }) => heads.includes(hash));
  return [
    ...relation === "older" || relation === "fork"
      ? [
        relation === "older"
          ? "The remote went back: it does not have the newest generation that this machine has seen there."
          : "The remote has another history than the one that this machine has seen there.",
        `If you know why, for example because somebody restored a backup, go on from there: opaws sync ${word} --accept-rollback`,
      ]
      : [],
    ...problem === null ? [] : [`The remote's history is not genuine: opaws ${problem}`],
    ...newest.map((head) =>
      `To compare with a colleague: opaws vault history ${word} --compare ${formatHead(head)}`
    ),
  ];
}
