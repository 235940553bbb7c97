import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

/** Returns a home with a binding, where aws and terraform are fakes that print the key they get. */
async function homeWithBinding(): Promise<UserHome> {
  const home = new UserHome();
  for (const tool of ["aws", "terraform"]) {
    home.program(tool, `printf '%s %s' ${tool} "$AWS_ACCESS_KEY_ID"; printf ' <%s>' "$@"; echo`);
  }
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  return home;
}

Deno.test("shims give credentials to make and to sh -c, and never run themselves", async () => {
  using home = await homeWithBinding();
  const { stdout, code, stderr } = await home.opaws(["shim", "install", "aws", "terraform"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const folder = `${home.folder}/.local/state/opaws/shims`;
  assert.ok(stdout.includes(`export PATH='${folder}':"$PATH"`), stdout);
  assert.equal(Deno.statSync(`${folder}/aws`).mode! & 0o777, 0o755);

  const env = { PATH: `${folder}:${folder}/:${home.env.PATH}` };
  Deno.writeTextFileSync(`${home.folder}/Makefile`, "all:\n\t@terraform plan 'a b'\n");
  const made = await home.run("/usr/bin/make", ["-s"], { env });
  assert.deepEqual(
    [made.code, made.stdout, made.stderr],
    [0, "terraform AKIAIOSFODNN7EXAMPLE <plan> <a b>\n", ""],
  );
  const shell = await home.run("/bin/sh", ["-c", "aws s3 ls ''"], { env });
  assert.equal(shell.stdout, "aws AKIAIOSFODNN7EXAMPLE <s3> <ls> <>\n");
});

Deno.test("a shim works without opaws on PATH, and through a symlink to its folder", async () => {
  using home = await homeWithBinding();
  await home.opaws(["shim", "install"]);
  const folder = `${home.folder}/.local/state/opaws/shims`;
  Deno.mkdirSync(`${home.folder}/tools`);
  Deno.renameSync(`${home.folder}/bin/aws`, `${home.folder}/tools/aws`);
  Deno.symlinkSync(`${home.folder}/.local/state`, `${home.folder}/other`);
  const path = (shims: string) => `${shims}:${home.folder}/tools:/usr/bin:/bin`;
  for (const shims of [folder, `${home.folder}/other/opaws/shims`]) {
    const { code, stdout, stderr } = await home.run("/bin/sh", ["-c", "aws s3 ls"], {
      env: { PATH: path(shims) },
    });
    assert.deepEqual([code, stdout, stderr], [0, "aws AKIAIOSFODNN7EXAMPLE <s3> <ls>\n", ""]);
  }
  // A copy of a shim, or a shim of another state folder, would start opaws again, so neither counts.
  Deno.mkdirSync(`${home.folder}/copied`);
  Deno.copyFileSync(`${folder}/aws`, `${home.folder}/copied/aws`);
  const { code, stdout, stderr } = await home.run("/bin/sh", ["-c", "aws s3 ls"], {
    env: { PATH: path(`${folder}:${home.folder}/copied`) },
  });
  assert.deepEqual([code, stdout, stderr], [0, "aws AKIAIOSFODNN7EXAMPLE <s3> <ls>\n", ""]);
  const which = await home.opaws(["which", "aws"], {
    env: { PATH: `${home.folder}/copied:${home.folder}/tools:${home.env.PATH}` },
  });
  assert.match(which.stdout, /^aws is ~\/tools\/aws\n/);
});

Deno.test("shim list and shim remove leave files that are not shims", async () => {
  using home = await homeWithBinding();
  await home.opaws(["shim", "install"]);
  const folder = `${home.folder}/.local/state/opaws/shims`;
  Deno.writeTextFileSync(`${folder}/mine`, "#!/bin/sh\n");
  const list = JSON.parse((await home.opaws(["shim", "list", "--json"])).stdout);
  assert.deepEqual([list.tools, list.onPath], [["aws"], false]);
  assert.equal((await home.opaws(["shim", "remove", "mine"])).code, 66);
  assert.match((await home.opaws(["shim", "remove"])).stdout, /Removed: aws\./);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["mine"]);
  for (const name of ["../x", "opaws", "a b", "if"]) {
    assert.equal((await home.opaws(["shim", "install", name])).code, 64, name);
  }
});

Deno.test("run --item applies to everything that the command starts, through shims too", async () => {
  using home = await homeWithBinding();
  await home.item("AWS prod", "AKIAI44QH8DHBEXAMPLE");
  await home.opaws(["shim", "install", "aws"]);
  const folder = `${home.folder}/.local/state/opaws/shims`;
  const run = async (options: readonly string[], script: string): Promise<string> => {
    const env = { PATH: `${folder}:${home.env.PATH}` };
    // No tool gets OPAWS_SESSION, so set it again where nothing else identifies the terminal.
    const terminal = home.env.OPAWS_SESSION;
    const whole = terminal === undefined ? script : `export OPAWS_SESSION=${terminal}; ${script}`;
    const { stdout, stderr } = await home.opaws(["run", ...options, "--", "sh", "-c", whole], {
      env,
    });
    return stdout + stderr;
  };
  const [dev, prod] = ["aws AKIAIOSFODNN7EXAMPLE <s3>\n", "aws AKIAI44QH8DHBEXAMPLE <s3>\n"];
  assert.equal(await run([], "aws s3"), dev);
  assert.equal(await run(["--item", "AWS prod"], "aws s3"), prod);
  assert.equal(await run(["--item", "AWS prod"], "opaws run -- sh -c 'aws s3'"), prod);
  assert.match(
    await run(["--item", "AWS prod"], "opaws which aws"),
    /the outer opaws run already chose these credentials/,
  );
  const inspected = await run(["--item", "AWS prod"], "opaws inspect");
  assert.match(inspected, /^OPAWS_CHOSEN is set and takes precedence over every binding/);
  assert.doesNotMatch(inspected, /\*/);
  assert.match(await run([], "opaws inspect"), /^aws: [^]*\* {2}global/);
  // A command that names its own credentials gets those.
  assert.equal(await run(["--item", "AWS prod"], "opaws run --item 'AWS dev' -- aws s3"), dev);
  assert.equal(await run(["--item", "AWS prod"], "AWS_ACCESS_KEY_ID=other aws s3"), dev);
  assert.equal(await run(["--item", "AWS prod"], "echo $OPAWS_CHOSEN"), "AKIAI44QH8DHBEXAMPLE\n");
  assert.equal(await run([], "echo $OPAWS_CHOSEN $OPAWS_USES"), "\n");
  // https://github.com/99designs/aws-vault/issues/863: a shell inside does not show whose it is.
  assert.equal(
    await run(["--item", "AWS prod", "--profile", "default"], 'echo "$OPAWS_USES"'),
    "AWS prod, profile default\n",
  );
  assert.equal(
    await run(["--item", "AWS prod"], "opaws run --item 'AWS dev' -- printenv OPAWS_USES"),
    "AWS dev\n",
  );
});
