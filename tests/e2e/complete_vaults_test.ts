import assert from "node:assert/strict";
import { done } from "./team.ts";
import { UserHome } from "./user_home.ts";

Deno.test("complete offers the vaults that a command takes, and the members of the vault that was typed", async () => {
  using home = new UserHome();
  await home.vault();
  for (const [name, as] of [["team", "Ann"], ["other", "Anna"]]) {
    await done(home, ["vault", "create", name!, "--shared", "--as", as!]);
  }
  Deno.mkdirSync(`${home.folder}/remote`);
  await done(home, ["remote", "set", "team", `${home.folder}/remote`]);
  const shared = ["other", "team"];
  const offers: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["member", "remove", "team"], ["Ann"]],
    [["member", "role", "other"], ["Anna"]],
    [["member", "remove"], shared],
    [["member", "list"], shared],
    [["vault", "history"], shared],
    [["vault", "approve"], shared],
    [["remote", "set"], shared],
    [["sync"], ["team"]],
    [["remote", "remove"], ["team"]],
    [["remote", "show"], ["team"]],
    [["vault", "delete"], ["other", "personal", "team"]],
  ];
  for (const [args, expected] of offers) {
    const [head, ...lines] = (await done(home, ["complete", "fish", ...args, ""])).trim().split(
      "\n",
    );
    assert.equal(head, "values");
    assert.deepEqual(lines.map((line) => line.split("\t")[0]), expected, args.join(" "));
  }
});
