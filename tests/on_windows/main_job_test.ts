import assert from "node:assert/strict";
import { KEY, PASSWORD, WindowsHome } from "./home.ts";

Deno.test("a vault is unlocked once in a console, and runs a tool in three scopes", async () => {
  using home = new WindowsHome();
  await home.withItem();
  const project = home.subfolder("Projects\\shop front");

  const unbound = await home.opaws(["run", "--", "aws", "s3", "ls"]);
  assert.equal(unbound.code, 66, unbound.stderr);

  await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
  const got = await home.report(["s3", "ls"]);
  assert.deepEqual(got.args, ["s3", "ls"]);
  assert.equal(got.variables.AWS_ACCESS_KEY_ID, KEY.id);
  assert.equal(got.variables.AWS_SECRET_ACCESS_KEY, KEY.secret);
  assert.deepEqual(Object.keys(got.variables).filter((name) => name.startsWith("OPAWS_")), []);
  assert.equal(got.folder, home.folder);

  const bind = ["init", "aws", "--item", "AWS dev", "--yes", "--scope"];
  await home.succeed([...bind, "directory"], { cwd: project });
  await home.succeed([...bind, "session"]);
  const below = home.subfolder("Projects\\shop front\\src");
  const shown = await home.succeed(["inspect"], { cwd: below });
  assert.match(shown, /session/);
  assert.match(shown, /Projects\\shop front/);
  assert.match(shown, /global/);
  const which = JSON.parse(await home.succeed(["which", "aws", "--json"], { cwd: below }));
  assert.equal(JSON.stringify(which).includes('"session"'), true);

  await home.succeed(["clear", "aws", "--yes"], { cwd: below });
  assert.match(await home.succeed(["which", "aws"], { cwd: below }), /Projects\\shop front/);
  // The drive's letter and the names may be written in any case.
  assert.match(
    await home.succeed(["which", "aws"], { cwd: below.toLowerCase() }),
    /Projects\\shop front/,
  );
  await home.succeed(["clear", "aws", "--yes"], { cwd: project });
  assert.match(await home.succeed(["which", "aws"], { cwd: below }), /global/);

  // Many tools are batch files that start the program.
  Deno.renameSync(`${home.tools}\\aws.exe`, `${home.tools}\\real.exe`);
  Deno.writeTextFileSync(`${home.tools}\\aws.cmd`, '@"%~dp0real.exe" %*\r\n');
  const batch = await home.report(["s3", "ls", "a b"]);
  assert.deepEqual(batch.args, ["s3", "ls", "a b"]);
  assert.equal(batch.variables.AWS_ACCESS_KEY_ID, KEY.id);

  await home.succeed(["lock"]);
  const locked = await home.opaws(["run", "--", "aws", "s3", "ls"], {
    env: { OPAWS_NONINTERACTIVE: "1" },
  });
  assert.equal(locked.code, 79, locked.stderr);
  await home.succeed(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
  assert.equal((await home.report(["s3", "ls"])).variables.AWS_ACCESS_KEY_ID, KEY.id);
});
