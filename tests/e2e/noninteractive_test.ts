// Each of these commands runs on a terminal, where it would ask without the variable.
import assert from "node:assert/strict";
import { UserHome } from "./user_home.ts";

/** Commands, and the option or variable that their error must name. */
const ASKING: readonly (readonly [command: string, answer: RegExp])[] = [
  ["opaws unlock", /--password-stdin/],
  ["opaws item list", /OPAWS_TOKEN.*--password-stdin/s],
  ["opaws item create", /--stdin|--password-stdin/],
  ["opaws item edit dev", /--password-stdin/],
  ["opaws run --item dev -- true", /OPAWS_TOKEN/],
  ["opaws run -- true", /OPAWS_TOKEN or --item/],
  ["opaws init", /--item|--scope/],
  ["opaws init aws --item dev", /--scope/],
  ["opaws vault create work", /--password-stdin/],
  ["opaws vault passwd", /--password-stdin/],
  ["opaws vault delete personal", /--yes/],
  ["opaws vault restore", /--yes/],
  ["opaws clear cdk --all", /--yes/],
  ["opaws token create --item dev", /--password-stdin/],
  ["opaws token revoke ci", /--password-stdin/],
  ["opaws scrub", /--password-stdin/],
  ["opaws item import", /--password-stdin/],
  ["opaws item import aws-vault", /AWS_VAULT_FILE_PASSPHRASE/],
];

for (const variable of ["CI=true", "OPAWS_NONINTERACTIVE=1"]) {
  Deno.test(`under ${variable} no command asks: each exits with 79 and names the option or variable to use`, async () => {
    using home = await prepared();
    await using terminal = home.terminal("/bin/sh", ["-i"]);
    await terminal.expect(/ready> /);
    await terminal.send(`export ${variable}\r`);
    await terminal.expect(/ready> /);
    for (const [command, answer] of ASKING) {
      await terminal.send(`${command}; echo "ended: $?"\r`);
      const output = await terminal.expect(/[\s\S]*\nended: \d+/, 15_000);
      assert.match(output, /ended: 79/, `${command}: ${output}`);
      assert.ok(
        output.includes(`${variable} is set, so opaws does not ask`),
        `${command}: ${output}`,
      );
      assert.match(output, answer, command);
    }
  });
}

Deno.test("commands on an unlocked vault under CI=true name the option that replaces the question", async () => {
  using home = new UserHome({ CI: "true" });
  await home.vault();
  await home.item("dev");
  for (
    const [args, answer] of [
      [["item", "create"], /--stdin/],
      [["item", "edit", "dev"], /--stdin/],
      [["item", "delete", "dev"], /--yes/],
      [["run", "--", "true"], /OPAWS_TOKEN or --item/],
    ] as const
  ) {
    const ended = await home.opaws(args);
    assert.equal(ended.code, 79, ended.stderr);
    assert.match(ended.stderr, answer);
  }
});

/** Makes a home with a locked vault (an item, a token, a backup), a binding, and keys to import and to scrub. */
async function prepared(): Promise<UserHome> {
  const home = new UserHome({ PS1: "ready> " });
  const run = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await home.opaws(args);
    assert.equal(code, 0, stderr);
  };
  await home.vault();
  await home.item("dev");
  await run("token", "create", "--item", "dev", "--label", "ci");
  await run("init", "cdk", "--item", "dev", "--scope", "global", "--yes");
  await run("lock");
  const keys = `${home.directory(".awsvault/keys")}/dev`;
  const sealed = { alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2c: 8192, p2s: "c2FsdHNhbHQ" };
  const header = btoa(JSON.stringify(sealed)).replace(/=+$/, "");
  Deno.writeTextFileSync(
    keys,
    [header, "A".repeat(54), "A".repeat(16), "AAAA", "A".repeat(22)].join("."),
  );
  home.credentials({
    old: { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" },
  });
  return home;
}
