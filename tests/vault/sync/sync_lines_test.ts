import assert from "node:assert/strict";
import { syncLines } from "../../../src/vault/sync/sync_lines.ts";
import { SyncReport } from "../../../src/vault/sync/sync_report.ts";

function lines(change: (report: SyncReport) => void): string[] {
  const report = new SyncReport("our team");
  report.newest = { generation: 7, by: "Ann", time: "2026-01-02T03:04:05Z" };
  change(report);
  return syncLines(report, () => "3 days ago");
}

Deno.test("syncLines() says what happened and how old the last change is", () => {
  const last = " The last change is generation 7, by Ann, 3 days ago.";
  assert.deepEqual(lines(() => {}), [`Vault "our team" is up to date.${last}`]);
  assert.deepEqual(lines((report) => report.pulled = true), [
    `Vault "our team" got changes of others.${last}`,
  ]);
  assert.deepEqual(lines((report) => report.pushed = true), [
    `Vault "our team" is published.${last}`,
  ]);
  assert.match(lines((report) => report.pending = true)[0]!, /has changes that are not published/);
});

Deno.test("syncLines() names conflicts, dropped changes, members, and what a new key ended", () => {
  const shown = lines((report) => {
    const time = "2026-01-02T03:04:05Z";
    report.events = [
      { kind: "added", id: "1", name: "Bob", by: "Ann", time },
      { kind: "removed", id: "2", name: "Eve", by: "Ann", time },
      { kind: "reader", id: "3", name: "Cem", by: "Ann", time },
    ];
    report.noteMerge({
      siblings: true,
      conflicts: [{ title: "AWS", copy: "AWS (conflict, Bob, 2026-01-02)" }],
      kept: [{ title: "Mail", deletedBy: "Ann", changedBy: "Bob" }],
      dropped: [
        { id: "i", title: "DB", by: "Eve", isLost: false },
        { id: "j", title: null, by: "Eve", isLost: true },
      ],
      lostSlots: [],
    });
    report.rekeyed = true;
    report.restarted = true;
    report.older = "kept";
  });
  assert.deepEqual(shown.slice(1), [
    "  Ann added Bob, 3 days ago",
    "  Ann removed Eve, 3 days ago",
    "  Ann made Cem a reader, 3 days ago",
    '  both changed "AWS": the other version is the new item "AWS (conflict, Bob, 2026-01-02)"',
    '  Ann deleted "Mail" while Bob changed it: it stays',
    '  dropped a change of "DB" by Eve, who may not write any more',
    "  dropped a change of item j by Eve, who may not write any more: no version before it is left",
    "  its key was changed, because a member was removed",
    "  two members wrote at the same time; the next sync of a writer merges that",
    "  nothing was known here about the remote, so it could not be compared with what was seen before",
    "  the remote keeps older generations: those who could open them still can, so rotate the access keys",
  ]);
});
