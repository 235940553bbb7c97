import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

/** Returns a home with a locked vault, an item, and a program that prints one line of `answers` per call. */
async function place(answers: readonly string[], status = 0): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.opaws(["lock"]);
  Deno.writeTextFileSync(`${home.folder}/answers`, answers.map((line) => `${line}\n`).join(""));
  Deno.writeTextFileSync(
    `${home.folder}/ask me`,
    `#!/bin/sh
cd "$HOME"
printf '%s|' "$#" "$1" "\${OPAWS_SESSION-none}" >>asked
head -n 1 answers; printf 'not this line\\n'
sed -i 1d answers
exit ${status}
`,
    { mode: 0o755 },
  );
  return home;
}

const run = ["run", "--item", "AWS dev", "--", "sh", "-c", "echo got $AWS_ACCESS_KEY_ID"];

Deno.test("OPAWS_ASKPASS asks if there is a display but no terminal, three times at most", async () => {
  using home = await place(["wrong password", "wrong again", PASSWORD]);
  const OPAWS_ASKPASS = `${home.folder}/ask me`;
  assert.equal((await home.opaws(run, { env: { OPAWS_ASKPASS } })).code, 79, "no display");
  const env = { OPAWS_ASKPASS, DISPLAY: ":9" };
  const never = { ...env, OPAWS_ASKPASS_REQUIRE: "never" };
  assert.equal((await home.opaws(run, { env: never })).code, 79);
  const { code, stdout } = await home.opaws(run, { env });
  assert.deepEqual([code, stdout], [0, "got AKIAIOSFODNN7EXAMPLE\n"]);
  const asked = Deno.readTextFileSync(`${home.folder}/asked`).split("|");
  assert.equal(asked.length, 10, "asked three times");
  assert.deepEqual([asked[0], asked[2]], ["1", "none"]);
  assert.match(asked[1]!, /AWS dev[^]*\nPassword of vault "personal": $/);
  assert.match(asked[4]!, /^opaws: wrong password, 2 tries left\n/);
});

Deno.test("a failing OPAWS_ASKPASS cancels, and a relative path or missing program is refused", async () => {
  using home = await place([PASSWORD], 1);
  const env = { OPAWS_ASKPASS: `${home.folder}/ask me`, OPAWS_ASKPASS_REQUIRE: "force" };
  const cancelled = await home.opaws(run, { env });
  assert.equal(cancelled.code, 77);
  assert.match(cancelled.stderr, /Cancelled\./);
  const relative = await home.opaws(run, { env: { ...env, OPAWS_ASKPASS: "./ask me" } });
  assert.equal(relative.code, 78);
  const missing = await home.opaws(run, { env: { ...env, OPAWS_ASKPASS: "/nowhere/ask" } });
  assert.equal(missing.code, 126);
});

Deno.test("OPAWS_ASKPASS_REQUIRE=prefer asks with the program on a terminal too", async () => {
  using home = await place([PASSWORD]);
  await using terminal = home.terminal("/bin/sh", ["-i"]);
  const command =
    'DISPLAY=:9 OPAWS_ASKPASS_REQUIRE=prefer OPAWS_ASKPASS="$HOME/ask me" opaws unlock';
  await terminal.send(`${command}\r`);
  await terminal.expect(/is unlocked for this terminal/);
  assert.ok(!terminal.output.includes("Password of vault"));
});
