import { shellWord } from "../../quote.ts";
import type { MemberEvent } from "./member_events.ts";
import type { SyncReport } from "./sync_report.ts";

/**
 * Returns what a sync did, for people. `age` says how long ago a time is. Names and titles come from other members and are
 * not cleaned here: printing does that.
 */
export function syncLines(report: SyncReport, age: (time: string) => string): string[] {
  const { vault, newest } = report;
  const last = newest === null
    ? ""
    : ` The last change is generation ${newest.generation}, by ${newest.by}, ${age(newest.time)}.`;
  return [
    `Vault "${vault}" ${outcome(report)}.${last}`,
    ...report.events.map((event) => `  ${eventText(event)}, ${age(event.time)}`),
    ...report.conflicts.map(({ title, copy }) =>
      `  both changed "${title}": the other version is the new item "${copy}"`
    ),
    ...report.kept.map(({ title, deletedBy, changedBy }) =>
      `  ${deletedBy} deleted "${title}" while ${changedBy} changed it: it stays`
    ),
    ...report.dropped.map(({ title, id, by, isLost }) =>
      `  dropped a change of ${
        title === null ? `item ${id}` : `"${title}"`
      } by ${by}, who may not write any more${isLost ? ": no version before it is left" : ""}`
    ),
    ...notes(report),
  ];
}

/** Returns what one change of the members was: `Ann added Bob as a writer`. */
export function eventText({ kind, name, by }: MemberEvent): string {
  if (kind === "added" || kind === "removed") return `${by} ${kind} ${name}`;
  return `${by} made ${name} a ${kind}`;
}

function outcome({ pulled, pushed, pending }: SyncReport): string {
  if (pulled && pushed) return "got changes of others, and its own are published";
  if (pushed) return "is published";
  if (pulled) {
    return pending
      ? "got changes of others; its own are not published yet"
      : "got changes of others";
  }
  return pending ? "has changes that are not published yet" : "is up to date";
}

function notes(report: SyncReport): string[] {
  const name = shellWord(report.vault);
  return [
    ...report.rekeyed ? ["  its key was changed, because a member was removed"] : [],
    ...report.lostSlots.map(({ kind, label }) =>
      kind === "token"
        ? `  token "${label}" opens nothing any more; make another one: opaws token create --vault ${name} --item ITEM`
        : `  its recovery code is gone; make another one: opaws vault recovery create --vault ${name}`
    ),
    ...report.siblings
      ? ["  two members wrote at the same time; the next sync of a writer merges that"]
      : [],
    ...report.restarted
      ? [
        "  nothing was known here about the remote, so it could not be compared with what was seen before",
      ]
      : [],
    ...report.older === "deleted" ? ["  older generations are deleted from the remote"] : [],
    ...report.older === "kept"
      ? [
        "  the remote keeps older generations: those who could open them still can, so rotate the access keys",
      ]
      : [],
  ];
}
