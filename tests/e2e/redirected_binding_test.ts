import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

const PROD = "AKIAI44QH8DHBEXAMPLE";

/** Makes a home with the items `AWS dev` and `AWS prod`, and with an `aws` that prints the key it gets. */
async function twoItems(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.item("AWS prod", PROD);
  home.program("aws", 'echo "started $AWS_ACCESS_KEY_ID"');
  return home;
}

/** Swaps the ids of the two items in the file at `path` and keeps the titles. */
async function swapItems(home: UserHome, path: string): Promise<void> {
  const { items } = JSON.parse((await home.opaws(["item", "list", "--json"])).stdout);
  const [one, other] = items.map(({ id }: { id: string }) => id);
  const text = Deno.readTextFileSync(path);
  const swapped = text.replaceAll(one, "?").replaceAll(other, one).replaceAll("?", other);
  assert.notEqual(swapped, text);
  Deno.writeTextFileSync(path, swapped);
}

const TAKEN = /its binding leads to item "AWS prod" of vault "personal"/;

Deno.test("a binding that was redirected to another item is refused (78) and names both, and nothing starts", async () => {
  using home = await twoItems();
  await home.bind("AWS dev");
  const config = (await home.opaws(["config", "path"])).stdout.trim();
  await swapItems(home, config);
  const commands = ["run -- aws s3 ls", "credential-process", "item rotate", "item check"];
  for (const command of commands) {
    const args = command.split(" ");
    const { code, stdout, stderr } = await home.opaws(args);
    assert.deepEqual([code, stdout], [78, ""], stderr);
    assert.match(stderr, /cannot use item "AWS dev" \(global\)/);
    assert.match(stderr, TAKEN);
    assert.match(stderr, /try: opaws init aws --scope global$/m);
  }
  const doctor = await home.opaws(["doctor"]);
  assert.match(doctor.stdout, /"AWS dev" \(aws, global\) leads to "AWS prod"/);
  await home.bind("AWS dev");
  assert.match((await home.opaws(["run", "--", "aws", "s3", "ls"])).stdout, /started AKIAIOSFO/);
});

Deno.test("a redirected profile mapping and a redirected terminal session are refused too", async () => {
  using home = await twoItems();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[profile p]\nregion = eu-west-1\n");
  await home.opaws(["profile", "map", "p", "--item", "AWS dev"]);
  await swapItems(home, (await home.opaws(["config", "path"])).stdout.trim());
  const mapped = await home.opaws(["run", "--", "aws", "s3", "ls", "--profile", "p"]);
  assert.deepEqual([mapped.code, mapped.stdout], [78, ""]);
  assert.match(mapped.stderr, TAKEN);
  const [, fix] = /try: opaws (.*)$/m.exec(mapped.stderr)!;
  assert.equal(fix, "profile map p --vault personal --item 'AWS dev'");
  await home.run("/bin/sh", ["-c", `opaws ${fix}`]);
  const fixed = await home.opaws(["run", "--", "aws", "s3", "ls", "--profile", "p"]);
  assert.match(fixed.stdout, /started AKIAIOSFO/);
  await home.bind("AWS dev", "aws", "session");
  const [terminal] = await files(home, /\/terminal-[\w-]+\.json$/);
  await swapItems(home, terminal!);
  const session = await home.opaws(["run", "--", "aws", "s3", "ls"]);
  assert.deepEqual([session.code, session.stdout], [78, ""]);
  assert.match(session.stderr, TAKEN);
});

/** Returns the files of the home whose path matches `pattern`. */
async function files(home: UserHome, pattern: RegExp): Promise<string[]> {
  const { stdout } = await home.run("/usr/bin/find", [home.folder, "-type", "f"]);
  return stdout.split("\n").filter((path) => pattern.test(path));
}

Deno.test("item edit --title renames the item in bindings, in profile mappings and in this terminal", async () => {
  using home = await twoItems();
  Deno.writeTextFileSync(`${home.folder}/.aws/config`, "[profile p]\nregion = eu-west-1\n");
  await home.opaws(["profile", "map", "p", "--item", "AWS dev"]);
  await home.bind("AWS dev");
  await home.bind("AWS dev", "terraform", "session");
  home.program("terraform", 'echo "started $AWS_ACCESS_KEY_ID"');
  const edited = await home.opaws(["item", "edit", "AWS dev", "--title", "AWS test"]);
  assert.equal(edited.code, 0, edited.stderr);
  for (const command of ["aws s3 ls", "aws s3 ls --profile p", "terraform plan"]) {
    const { stdout, stderr } = await home.opaws(["run", "--", ...command.split(" ")]);
    assert.equal(stdout, "started AKIAIOSFODNN7EXAMPLE\n", stderr);
  }
  assert.match((await home.opaws(["which", "aws"])).stdout, /global: "AWS test"/);
});
