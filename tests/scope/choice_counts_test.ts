import assert from "node:assert/strict";
import { choiceCounts, countChoice, mostChosenFirst } from "../../src/scope/choice_counts.ts";
import { throwaway } from "../throwaway.ts";

Deno.test("countChoice() counts, for the owner only, and mostChosenFirst() orders by it", async () => {
  using place = throwaway();
  let now = 1000;
  const host = { ...place.host, now: () => now++ };
  const paths = { state: `${place.folder}/state` };
  assert.equal(choiceCounts(paths).size, 0);
  for (const key of ["b", "a", "b", "c"]) await countChoice(host, paths, key);
  assert.deepEqual({ ...choiceCounts(paths).get("b") }, { count: 2, last: 1002 });
  assert.equal(Deno.statSync(`${paths.state}/choices.json`).mode! & 0o777, 0o600);
  const all = ["a", "b", "c", "d", "e"].map((key) => ({ key }));
  assert.deepEqual(mostChosenFirst(all, choiceCounts(paths)).map(({ key }) => key), [
    "b",
    "c",
    "a",
    "d",
    "e",
  ]);
});

Deno.test("countChoice() keeps the thousand that were chosen last", async () => {
  using place = throwaway();
  const paths = { state: place.folder };
  const choices = Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [`k${at}`, { count: 1, last: at }]),
  );
  const text = JSON.stringify({ version: 1, choices });
  Deno.writeTextFileSync(`${place.folder}/choices.json`, text, { mode: 0o600 });
  await countChoice({ ...place.host, now: () => 5000 }, paths, "new");
  const counts = choiceCounts(paths);
  assert.deepEqual([counts.size, counts.has("k0"), counts.has("k1")], [1000, false, true]);
});

Deno.test("choiceCounts() counts a file that cannot be used as none", () => {
  using place = throwaway();
  const paths = { state: place.folder };
  for (const text of ["{", "[]", '{"choices":5}', '{"choices":{"a":5,"b":{"count":"x"}}}']) {
    Deno.writeTextFileSync(`${place.folder}/choices.json`, text, { mode: 0o600 });
    assert.equal(choiceCounts(paths).size, 0, text);
  }
});

Deno.test("countChoice() keeps the role that was chosen, and choiceCounts() leaves out what is none", async () => {
  using place = throwaway();
  const paths = { state: place.folder };
  const role = { vault: "v", sso: "corp", account: "111122223333", accountName: "", role: "Dev" };
  await countChoice({ ...place.host, now: () => 1 }, paths, "sso", role);
  assert.deepEqual({ ...choiceCounts(paths).get("sso")?.role }, role);
  const item = { vault: "v", item: "i", title: "t" };
  for (const odd of [5, null, { ...role, account: 5 }, item]) {
    const choices = { sso: { count: 1, last: 1, role: odd } };
    const text = JSON.stringify({ version: 1, choices });
    Deno.writeTextFileSync(`${place.folder}/choices.json`, text, { mode: 0o600 });
    assert.equal(choiceCounts(paths).size, 0, JSON.stringify(odd));
  }
});
