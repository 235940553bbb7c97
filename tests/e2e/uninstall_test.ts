import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

/** Makes a home with everything that opaws leaves on a machine, and with files of the user. */
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

/** Returns every file in the home, except those of Deno and of the test. */
function files(home: UserHome): string[] {
  const walk = (folder: string): string[] =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory ? walk(`${folder}/${name}`) : [`${folder}/${name}`.slice(home.folder.length + 1)]
    );
  return walk(home.folder).filter((path) => !/^(bin|\.cache|deno)\//.test(path)).sort();
}

Deno.test("uninstall leaves the vaults and the user's files, and nothing else", async () => {
  using home = await used();
  const before = files(home);
  const dry = await home.opaws(["uninstall", "--dry-run"]);
  assert.match(dry.stdout, /Nothing was changed/);
  for (const part of [".zshrc", "config.json", "shims/aws", "cached keys of all terminals"]) {
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
  assert.match((await home.opaws(["status"])).stdout, /personal +locked/);
});

Deno.test("uninstall --purge removes the vaults only if all of them are named", async () => {
  using home = await used();
  Deno.writeTextFileSync(`${home.folder}/.config/opaws/mine`, "");
  for (
    const args of [["--purge", "--yes"], ["--purge", "--yes", "other"], ["--yes", "personal"], [
      "--purge",
      "--yes",
      "personal",
      "other",
    ]]
  ) {
    const { code, stderr } = await home.opaws(["uninstall", ...args]);
    assert.equal(code, 64, args.join(" "));
    assert.match(stderr, /try: opaws uninstall --purge --yes personal\n/);
  }
  assert.ok(files(home).includes(".config/opaws/vaults/personal.json"));
  const { code } = await home.opaws(["uninstall", "--purge", "--yes", "personal"]);
  assert.equal(code, 0);
  assert.deepEqual(files(home), [".config/opaws/mine", ".zshrc"]);
});

Deno.test("uninstall without a terminal changes nothing", async () => {
  using home = await used();
  const before = files(home);
  const { code, stderr } = await home.opaws(["uninstall"]);
  assert.equal(code, 79);
  assert.match(stderr, /try: opaws uninstall --yes/);
  assert.deepEqual(files(home), before);
});

Deno.test("uninstall --purge on a terminal asks to type the name", async () => {
  using home = await used();
  await using terminal = home.terminal(`${home.folder}/bin/opaws`, ["uninstall", "--purge"]);
  await terminal.expect(/Remove all of this\?/);
  await terminal.send("y");
  await terminal.expect(/Type personal to delete/);
  await terminal.send("wrong\r");
  await terminal.expect(/That is not personal/);
  assert.ok(files(home).includes(".config/opaws/vaults/personal.json"));
  await terminal.send("\x15\x7f\x7f\x7f\x7f\x7fpersonal\r");
  await terminal.expect(/All of it is removed/);
  assert.deepEqual(files(home), [".zshrc"]);
});
