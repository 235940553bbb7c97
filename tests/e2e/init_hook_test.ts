// What init offers for the startup file, on a terminal.
import assert from "node:assert/strict";
import { type Answers, LIST, newHome, talk, UNLOCK } from "./guided_talk.ts";

Deno.test("init offers no startup line that is there, and says what this shell needs", async () => {
  using home = newHome();
  await home.vault();
  await home.item("AWS dev");
  const bind: Answers = [UNLOCK, [new RegExp(`When should it be used\\?${LIST}`), "\r"]];
  const line = "opaws init --no-check --item 'AWS dev'";
  await using first = await talk(home, line, [...bind, [/Add it to ~\/\.bashrc\?/, "y"]]);
  await first.expect(
    /added to ~\/\.bashrc; for this shell, open a new terminal or run:\n {2}eval "\$\(opaws hook bash\)"\n/,
  );
  await first.expect(/status 0/);
  const added = Deno.readTextFileSync(`${home.folder}/.bashrc`);
  for (const text of [added, 'test -z "$PS1" || eval "$(opaws hook bash)"\n']) {
    Deno.writeTextFileSync(`${home.folder}/.bashrc`, text);
    await using again = await talk(home, line, bind);
    const output = await again.expect(/[^]*status 0/, 20_000);
    assert.doesNotMatch(output, /Add it to|Replace/);
    assert.match(
      output,
      /the hook is in ~\/\.bashrc; for this shell, open a new terminal or run:\n {2}eval/,
    );
    assert.equal(Deno.readTextFileSync(`${home.folder}/.bashrc`), text);
    await home.opaws(["hook", "--install"]);
    assert.equal(Deno.readTextFileSync(`${home.folder}/.bashrc`), text, "--install knows it too");
  }
});

Deno.test("init offers to replace a startup line that starts opaws, and keeps it after a no", async () => {
  using home = newHome();
  await home.vault();
  await home.item("AWS dev");
  const text = 'a=1\neval "$(opaws hook bash)"\nb=2\n';
  Deno.writeTextFileSync(`${home.folder}/.bashrc`, text);
  const bind: Answers = [UNLOCK, [new RegExp(`When should it be used\\?${LIST}`), "\r"]];
  const line = "opaws init --no-check --item 'AWS dev'";
  await using no = await talk(home, line, [...bind, [/Replace the line\?/, "n"]]);
  await no.expect(/status 0/);
  assert.equal(Deno.readTextFileSync(`${home.folder}/.bashrc`), text);
  await using yes = await talk(home, line, [...bind, [/Replace the line\?/, "y"]]);
  await yes.expect(
    /new shells read the hook from ~\/\.local\/state\/opaws\/hook\.bash\n[^]*status 0/,
  );
  assert.match(
    Deno.readTextFileSync(`${home.folder}/.bashrc`),
    /^a=1\n# >>> opaws >>>\nif .*\n# <<< opaws <<<\nb=2\n$/,
  );
});
