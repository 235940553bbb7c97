import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

/** A home in which opaws has left all that it leaves, beside files of the user's own. */
async function used(): Promise<UserHome> {
  const home = new UserHome({ SHELL: "/bin/zsh" });
  Deno.writeTextFileSync(`${home.folder}/.zshrc`, "alias a=b\n");
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  await home.bind("AWS dev", "aws", "session");
  await home.opaws(["hook", "--install"]);
  await home.opaws(["shim", "install"]);
  return home;
}

/** Every file below the home, but for Deno's and the test's own. */
function files(home: UserHome): string[] {
  const walk = (folder: string): string[] =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory ? walk(`${folder}/${name}`) : [`${folder}/${name}`.slice(home.folder.length + 1)]
    );
  return walk(home.folder).filter((path) => !/^(bin|\.cache|deno)\//.test(path)).sort();
}

Deno.test("uninstall leaves the vaults and the user's own, and nothing else", async () => {
  using home = await used();
  const before = files(home);
  const dry = await home.opaws(["uninstall", "--dry-run"]);
  assert.match(dry.stdout, /Nothing was changed/);
  for (const part of [".zshrc", "config.json", "shims/aws", "kept for terminals"]) {
    assert.ok(dry.stdout.includes(part), part);
  }
  assert.deepEqual(files(home), before);
  const { code, stderr, stdout } = await home.opaws(["uninstall", "--yes"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /Your vaults stay in .*: personal\./);
  assert.deepEqual(
    files(home).filter((path) => !path.startsWith(".config/opaws/vaults/")),
    [".zshrc"],
  );
  assert.ok(files(home).includes(".config/opaws/vaults/personal.json"));
  assert.equal(Deno.readTextFileSync(`${home.folder}/.zshrc`), "alias a=b\n");
  assert.match((await home.opaws(["status"])).stdout, /locked in this terminal/);
});

Deno.test("uninstall --purge takes the vaults only when all are named", async () => {
  using home = await used();
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/mine`, "");
  for (
    const words of [["--purge", "--yes"], ["--purge", "--yes", "other"], ["--yes", "personal"], [
      "--purge",
      "--yes",
      "personal",
      "other",
    ]]
  ) {
    const { code, stderr } = await home.opaws(["uninstall", ...words]);
    assert.equal(code, 64, words.join(" "));
    assert.match(stderr, /try: opaws uninstall --purge --yes personal\n/);
  }
  assert.ok(files(home).includes(".config/opaws/vaults/personal.json"));
  const { code } = await home.opaws(["uninstall", "--purge", "--yes", "personal"]);
  assert.equal(code, 0);
  assert.deepEqual(files(home), [".config/opaws/mine", ".zshrc"]);
});

Deno.test("uninstall without a terminal asks nobody and changes nothing", async () => {
  using home = await used();
  const before = files(home);
  const { code, stderr } = await home.opaws(["uninstall"]);
  assert.equal(code, 79);
  assert.match(stderr, /try: opaws uninstall --yes/);
  assert.deepEqual(files(home), before);
});

Deno.test("uninstall --purge on a terminal wants the name typed", async () => {
  using home = await used();
  await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["uninstall", "--purge"]);
  await terminal.expect(/Take all of this away/);
  await terminal.send("y");
  await terminal.expect(/Type personal to delete/);
  await terminal.send("wrong\r");
  await terminal.expect(/That is not personal/);
  assert.ok(files(home).includes(".config/opaws/vaults/personal.json"));
  await terminal.send("\x15\x7f\x7f\x7f\x7f\x7fpersonal\r");
  await terminal.expect(/All of it is gone/);
  assert.deepEqual(files(home), [".zshrc"]);
});
