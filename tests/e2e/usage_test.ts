import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";

Deno.test("errors are JSON on standard output with --json", async () => {
  using home = new UserHome();
  const none = await home.opaws(["item", "list", "--json"]);
  assert.equal(none.code, 66);
  assert.deepEqual(JSON.parse(none.stdout), {
    error: { code: "no-vault", exit: 66, message: "cannot use a vault: there is none yet" },
  });
  assert.equal(none.stderr, "");
  const misspelt = await home.opaws(["vualt", "list", "--json"]);
  assert.equal(misspelt.code, 64);
  assert.match(JSON.parse(misspelt.stdout).error.message, /did you mean `vault`/i);
});

Deno.test("output that cannot be written is an error (74), and an error that cannot be written keeps its status", async () => {
  using home = new UserHome();
  const sh = (line: string) => home.run("/bin/sh", ["-c", line]);
  for (const line of ["--help", "list", "list --json", "hook bash", "item --help"]) {
    const { code, stderr } = await sh(`opaws ${line} > /dev/full`);
    assert.equal(code, 74, `${line}: ${stderr}`);
    assert.equal(stderr, "opaws: cannot write the output: the disk is full\n", line);
  }
  assert.equal((await sh("opaws vault delete x --json > /dev/full")).code, 66);
  assert.equal((await sh("opaws nope 2> /dev/full")).code, 64);
  assert.equal((await sh("opaws run -- true 2> /dev/full")).code, 66);
});

Deno.test("a wrong command line gets one error with a command to try", async () => {
  using home = new UserHome();
  for (
    const args of [
      ["vualt"],
      ["item", "show"],
      ["item", "list", "--nope"],
      ["hook", "tcsh"],
      ["config", "set", "lock.idleMinutes", "0"],
      ["config", "get", "nothing"],
      ["vault", "create", "../x", "--password-stdin"],
      ["init", "unknown-tool", "--item", "x", "--scope", "global"],
      ["run", "--item"],
    ]
  ) {
    const { code, stderr, stdout } = await home.opaws(args, { input: `${PASSWORD}\n` });
    assert.equal(code, 64, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, /^opaws: cannot [^\n]+: [^\n]+\n( {2}try: [^\n]+\n)?$/, args.join(" "));
    assert.equal(stdout, "");
  }
  assert.deepEqual([...Deno.readDirSync(home.folder)].map((entry) => entry.name).sort(), [
    ".aws",
    "bin",
    "run",
  ]);
});

Deno.test("an error in the command line names what is wrong", async () => {
  using home = new UserHome();
  for (
    const [args, message] of [
      [["run"], 'run "opaws run": COMMAND is missing'],
      [["run", "--item", "x", "--"], 'run "opaws run": COMMAND is missing'],
      [["run", "--item", "", "--", "true"], 'run "opaws run": `--item` is empty'],
      [["run", "--session-name=", "true"], 'run "opaws run": `--session-name` is empty'],
      [["run", "--", ""], 'run "opaws run": COMMAND is empty'],
      [["which"], 'run "opaws which": TOOL is missing'],
      [["aws", "s3", "ls"], 'run "opaws aws": `aws` is a tool, not a command of opaws'],
      [["exec", "prod"], 'run "opaws exec": there is no such command; did you mean `run`?'],
      [
        ["item", "crate"],
        'run "opaws item crate": there is no such command; did you mean `create`?',
      ],
      [
        ["which", "aws", "--profle=x"],
        'run "opaws which": there is no option `--profle`; did you mean `--profile`?',
      ],
      [
        ["init", "--item", "x", "--directory", "/"],
        "use --directory: it needs --scope directory",
      ],
    ] as const
  ) {
    const { code, stderr } = await home.opaws(args);
    assert.equal(code, 64, args.join(" "));
    assert.ok(stderr.startsWith(`opaws: cannot ${message}\n  try: opaws `), stderr);
  }
});

Deno.test("a secret on the command line is not repeated", async () => {
  using home = new UserHome();
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  for (
    const args of [
      ["unlock", "--password", secret],
      ["unlock", `--password=${secret}`],
      ["unlock", secret],
      ["item", "create", "x", "--secret-access-key", secret],
      ["aws", "configure", "set", "aws_secret_access_key", secret],
      [secret],
    ]
  ) {
    const { code, stderr } = await home.opaws(args);
    assert.equal(code, 64, args.join(" "));
    assert.ok(!stderr.includes("wJalr"), stderr);
  }
  const { stderr } = await home.opaws(["unlock", "--password", secret]);
  assert.match(
    stderr,
    /a secret is never an option[^\n]*\n {2}try: opaws unlock --password-stdin\n$/,
  );
});

Deno.test("every command has help of at most 80 columns", async () => {
  using home = new UserHome();
  const top = await home.opaws([]);
  assert.equal(top.code, 0);
  const commands = [...top.stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1]!);
  assert.ok(commands.length > 14);
  for (const command of commands) {
    for (const args of [[command, "--help"], ["help", command]]) {
      const { code, stdout, stderr } = await home.opaws(args);
      assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
      assert.match(stdout, new RegExp(`Usage: opaws ${command}`));
      for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
      const [brief, ...rest] = stdout.split("\n");
      assert.ok(!rest.includes(brief!), `twice: ${brief}`);
    }
  }
  assert.match(
    (await home.opaws(["run", "--help"])).stdout,
    /^Examples:\n {2}opaws run -- aws s3 ls$/m,
  );
  assert.match((await home.opaws(["--version"])).stdout, /^\d+\.\d+\.\d+\n$/);
});
