import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

/** Returns the text of the element `name` in `xml`. */
function element(xml: string, name: string): string {
  return new RegExp(`<${name}>(.*)</${name}>`).exec(xml)![1]!
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&amp;", "&");
}

Deno.test("the task of lock --on-screen-lock can be registered, and what it runs locks the vaults", async () => {
  using home = new WindowsHome();
  await home.withItem();
  const isLocked = async () => {
    const { vaults } = JSON.parse(await home.succeed(["status", "--json"]));
    return vaults[0].locked;
  };
  assert.equal(await isLocked(), false);
  const text = await home.succeed(["lock", "--on-screen-lock"]);
  const file = `${home.folder}\\task.xml`;
  Deno.writeTextFileSync(file, text);
  const schtasks = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command("schtasks.exe", { args }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  };
  const name = `opaws-test-${crypto.randomUUID()}`;
  const { code, output } = await schtasks("/create", "/tn", name, "/xml", file);
  assert.equal(code, 0, output);
  assert.equal((await schtasks("/delete", "/tn", name, "/f")).code, 0);

  const { success } = await new Deno.Command(element(text, "Command"), {
    args: [element(text, "Arguments")],
    windowsRawArguments: true,
    env: home.variables,
    clearEnv: true,
  }).output();
  assert.ok(success);
  assert.equal(await isLocked(), true);
});

Deno.test("with lock.scope login, another console uses what this one unlocked", async () => {
  using home = new WindowsHome();
  await home.withItem();
  await home.succeed(["config", "set", "lock.scope", "login"]);
  await home.succeed(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  const run = ["run", "--item", "AWS dev", "--", "aws", "s3", "ls"];
  const { code, stdout, stderr } = await home.inConsole({}, run);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).variables.AWS_ACCESS_KEY_ID, KEY.id);
});
