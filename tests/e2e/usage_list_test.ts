import assert from "node:assert/strict";
import { FakeSignIn } from "../aws/console/fake_sign_in.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { RoleHome } from "./role_home.ts";
import { ignoreWithout } from "../ignore.ts";
import { MOTO, startMoto } from "./moto.ts";
import { UserHome } from "./user_home.ts";

const HOUR = 3_600_000; // milliseconds

async function usage(home: UserHome, ...more: string[]) {
  const { code, stdout, stderr } = await home.opaws(["item", "list", "--usage", "--json", ...more]);
  assert.equal(code, 0, stderr);
  const { items } = JSON.parse(stdout);
  return Object.fromEntries(items.map((each: { title: string }) => [each.title, each]));
}

Deno.test("item list --usage shows when a key was last used here, and its age; run, export and credential-process record it", async () => {
  using home = new UserHome();
  await home.vault();
  for (const title of ["run", "bound", "export", "process", "idle"]) await home.item(title);
  await home.bind("bound");
  for (
    const args of [
      ["run", "--item", "run", "--", "true"],
      ["run", "--", "true"],
      ["run", "--", "true"],
      ["export", "--item", "export", "--format", "json"],
      ["credential-process", "--item", "process"],
      ["which", "aws"],
      ["run", "--", "aws", "--version"],
    ]
  ) {
    await home.opaws(args);
  }
  const items = await usage(home);
  for (const [title, uses] of [["run", 1], ["bound", 2], ["export", 1], ["process", 1]] as const) {
    assert.equal(items[title].uses, uses, title);
    assert.ok(Math.abs(Date.parse(items[title].lastUsed) - Date.now()) < HOUR, title);
    assert.ok(Math.abs(Date.parse(items[title].keySince) - Date.now()) < HOUR, title);
  }
  assert.deepEqual([items.idle.uses, items.idle.lastUsed], [0, null]);
  const used = `${home.folder}/.local/state/opaws/used/${items.run.id}`;
  Deno.utimeSync(used, new Date(Date.now() - 73 * HOUR), new Date(Date.now() - 73 * HOUR));
  const { stdout } = await home.opaws(["item", "list", "--usage"]);
  assert.match(stdout, /^TITLE +VAULT +KEY +LAST USED HERE +USES +KEY AGE\n/);
  assert.match(stdout, /^run +personal +…MPLE +3 days ago +1 +0 days$/m);
  assert.match(stdout, /^idle +personal +…MPLE +never +0 +0 days$/m);
  const doctor = JSON.parse((await home.opaws(["doctor", "--json"])).stdout);
  const said = doctor.findings.filter(({ check }: { check: string }) => check === "last use")
    .map(({ message }: { message: string }) => message);
  assert.ok(said.includes('the key of "run" was last used here 3 days ago'), said.join("\n"));
  assert.ok(said.includes('the key of "idle" has not been used here yet'), said.join("\n"));
  await home.opaws(["item", "delete", "run", "--yes"]);
  assert.throws(() => Deno.statSync(used), Deno.errors.NotFound);
});

Deno.test("run --server, serve, shell and console record the use of an item too, once each", async () => {
  await using sts = FakeSts.start();
  await using signIn = new FakeSignIn(sts);
  using home = await RoleHome.make(sts);
  for (const title of ["server", "shell", "console", "serve"]) await home.item(title);
  const env = { AWS_ENDPOINT_URL_SIGNIN: signIn.url, SHELL: "/bin/sh" };
  for (
    const args of [
      ["run", "--server", "--item", "server", "--", "true"],
      ["shell", "--item", "shell"],
      ["console", "--item", "console", "--print"],
    ]
  ) {
    const { code, stderr } = await home.opaws(args, { env, input: "exit\n" });
    assert.equal(code, 0, `${args}: ${stderr}`);
  }
  const serving = new Deno.Command(`${home.folder}/bin/opaws`, {
    args: ["serve", "--item", "serve"],
    env: { ...home.env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = serving.stdout.getReader();
  await reader.read();
  serving.kill("SIGTERM");
  await serving.status;
  await reader.cancel();
  const items = await usage(home);
  for (const title of ["server", "shell", "console", "serve"]) {
    assert.equal(items[title].uses, 1, title);
  }
});

Deno.test("what is not a file in the folder of uses neither hangs nor breaks a command", async () => {
  using home = new UserHome();
  await home.vault();
  for (const title of ["pipe", "folder", "link"]) await home.item(title);
  const ids = await usage(home);
  const folder = home.directory(".local/state/opaws/used");
  const place = (title: string) => `${folder}/${ids[title].id}`;
  await home.run("mkfifo", [place("pipe")]);
  Deno.mkdirSync(place("folder"));
  Deno.writeTextFileSync(`${home.folder}/target`, "");
  Deno.symlinkSync(`${home.folder}/target`, place("link"));
  for (const title of ["pipe", "folder", "link"]) {
    for (const verb of [["run", "--item", title, "--", "true"], ["export", "--item", title]]) {
      const { code, stderr } = await home.opaws(verb);
      assert.equal(code, 0, `${verb}: ${stderr}`);
    }
    assert.equal((await home.opaws(["item", "list", "--usage"])).code, 0);
  }
  assert.equal(Deno.readTextFileSync(`${home.folder}/target`), "", "nothing is written through it");
});

Deno.test({
  name: "item list --iam asks IAM when each key was last used, and goes on if IAM refuses one",
  ignore: ignoreWithout(MOTO),
  fn: async () => {
    await using moto = await startMoto();
    using home = new UserHome({ AWS_ENDPOINT_URL: moto.url, AWS_REGION: "us-east-1" });
    await home.vault();
    const { id, secret } = await moto.user("dev");
    await home.item("AWS dev", id, { "secret access key": secret });
    await home.item("AWS gone", "AKIAI44QH8DHBEXAMPLE");
    const items = await usage(home, "--iam");
    assert.equal(items["AWS dev"].iam.problem, null, JSON.stringify(items));
    assert.match(String(items["AWS dev"].iam.lastUsed), /^(null|\d{4}-)/);
    assert.notEqual(items["AWS gone"].iam.problem, null);
    const { stdout } = await home.opaws(["item", "list", "--iam"]);
    assert.match(stdout, /LAST USED \(IAM\)/);
  },
});
