import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

/** Returns a home with two vaults, of which `broken` cannot be used. */
async function homeWithBroken(damage: (file: string) => void): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  const made = await home.opaws(["vault", "create", "broken", "--password-stdin"], {
    input: `${PASSWORD}\n`,
  });
  assert.equal(made.code, 0, made.stderr);
  await home.opaws(["token", "create", "--item", "AWS dev", "--label", "ci"]);
  damage(`${home.folder}/.config/opaws/vaults/broken.json`);
  return home;
}

const DAMAGES: Readonly<Record<string, readonly [status: number, (file: string) => void]>> = {
  "not JSON": [65, (file) => Deno.writeTextFileSync(file, "{")],
  "another vault's": [65, (file) => {
    Deno.copyFileSync(file.replace("broken", "personal"), file);
  }],
  "writable by everyone": [78, (file) => Deno.chmodSync(file, 0o666)],
};

for (const [what, [status, damage]] of Object.entries(DAMAGES)) {
  Deno.test(`a vault file that is ${what} is reported, and the other vaults are shown`, async () => {
    using home = await homeWithBroken(damage);
    for (
      const [command, list] of [
        ["vault list", "vaults"],
        ["status", "vaults"],
        [
          "item list",
          "items",
        ],
        ["token list", "tokens"],
        ["inspect", "tools"],
        ["session list", "sessions"],
      ] as const
    ) {
      const text = await home.opaws(command.split(" "));
      assert.equal(text.code, status, command);
      assert.match(text.stderr, /^opaws: cannot .*broken\.json.*\n( {2}try: .+\n)?$/, command);
      assert.match(text.stdout, /broken/, command);
      if (list !== "sessions") assert.match(text.stdout, /personal|AWS dev|ci/, command);
      const json = await home.opaws([...command.split(" "), "--json"]);
      assert.equal(json.code, status, command);
      const answer = JSON.parse(json.stdout);
      const names = (each: { name?: string; vault?: string }) => each.name ?? each.vault;
      const problems = list === "vaults"
        ? answer.vaults.filter((each: { problem?: string }) => each.problem)
        : answer.problems;
      assert.deepEqual(problems.map(names), ["broken"], command);
      assert.ok(list === "sessions" || answer[list].length > 0, command);
    }
    assert.equal((await home.opaws(["scrub", "--dry-run"])).code, 0);
    const shown = await home.opaws(["item", "show", "AWS dev"]);
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /AWS dev/);
    assert.equal((await home.opaws(["item", "show", "nothing"])).code, status);
    assert.equal((await home.opaws(["item", "list", "--vault", "broken"])).code, status);
    assert.equal((await home.opaws(["item", "list", "--vault", "personal"])).code, 0);
    const revoked = await home.opaws(["token", "revoke", "ci"]);
    assert.equal(revoked.code, 0, revoked.stderr);
  });
}
