import assert from "node:assert/strict";
import type { Command, CommandTable } from "../../src/cli/declare.ts";
import { argument, declare, flag, option, parameters } from "../../src/cli/declare.ts";
import { tokensOf } from "../../src/cli/tokens.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { unknownCommandError, wrongArguments } from "../../src/cli/usage_error.ts";

const show = declare(
  { examples: ['opaws item show "AWS dev"'] },
  parameters({
    json: flag("--json", "J."),
    profile: option("--profile", "PROFILE", "P."),
    item: argument("ITEM", "I."),
  }),
  () => {},
);
const unlock = declare(
  {},
  parameters({ stdin: flag("--stdin", "S."), password: flag("--password-stdin", "P.") }),
  () => {},
);

function entry(name: string, hidden = false) {
  return { name, brief: "B.", load: () => Promise.resolve(show), hidden };
}
const TABLE: CommandTable = [
  ...["init", "run", "which", "unlock", "lock", "vault"].map((name) => entry(name)),
  { name: "item", brief: "I.", commands: ["create", "show", "list"].map((name) => entry(name)) },
  entry("complete", true),
];

/** The cause and the command to try of a command line that names no command. */
function unknown(...args: string[]): [string, string | undefined] {
  const error = unknownCommandError(args, TABLE, ["aws", "terraform"]);
  assert.equal(error.status, 64);
  return [error.message, error.try];
}

function wrong(path: string, command: Command, ...args: string[]): [string, string | undefined] {
  const parsed = parseArguments(command.parameters, args, tokensOf);
  assert.ok(parsed.kind === "mistake");
  const error = wrongArguments(path.split(" "), command, parsed.mistake);
  return [error.message.slice(`cannot run "opaws ${path}": `.length), error.try];
}

Deno.test("unknownCommandError() suggests the nearest command, with the arguments that were typed", () => {
  const cause = "there is no such command";
  assert.deepEqual(unknown("wich", "aws"), [
    `cannot run "opaws wich": ${cause}; did you mean \`which\`?`,
    "opaws which aws",
  ]);
  assert.deepEqual(unknown("item", "crate"), [
    `cannot run "opaws item crate": ${cause}; did you mean \`create\`?`,
    "opaws item create",
  ]);
  assert.deepEqual(unknown("nonsense"), [`cannot run "opaws nonsense": ${cause}`, "opaws --help"]);
  assert.deepEqual(unknown("complet"), [`cannot run "opaws complet": ${cause}`, "opaws --help"]);
});

Deno.test("unknownCommandError() knows what other programs call a command", () => {
  const line = (...args: string[]) => unknown(...args)[1];
  assert.equal(line("login"), "opaws unlock");
  assert.equal(line("ls"), "opaws item list");
  assert.equal(line("version"), "opaws --version");
  assert.equal(line("plugin", "init", "aws"), "opaws init aws");
  assert.equal(line("plugin", "run", "--", "aws", "s3", "ls"), "opaws run -- aws s3 ls");
  assert.equal(line("exec", "prod", "--", "aws", "s3"), "opaws run --profile prod -- aws s3");
  assert.equal(line("exec", "--", "aws", "s3", "ls"), "opaws run -- aws s3 ls");
  assert.equal(line("exec", "prod"), "opaws run --help");
  assert.equal(line("--", "aws", "s3", "ls"), "opaws run -- aws s3 ls");
  assert.match(unknown("exec", "prod")[0], /did you mean `run`\?$/);
});

Deno.test("unknownCommandError() gives a tool's arguments to run, in quotes where a shell needs them", () => {
  assert.deepEqual(unknown("aws", "s3", "ls", "--query", "a[?b]"), [
    'cannot run "opaws aws": `aws` is a tool, not a command of opaws',
    "opaws run -- aws s3 ls --query 'a[?b]'",
  ]);
});

Deno.test("unknownCommandError() shows no argument that could be a secret", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  for (
    const args of [
      ["aws", "configure", "set", "x", secret],
      ["wich", secret],
      [secret, "x"],
      ["--password", secret],
      [`--password=${secret}`],
      ["-phunter2"],
      ["item", "crate", secret],
      ["plugin", "run", "--", "aws", secret],
      ["exec", secret, "--", "aws"],
    ]
  ) {
    const shown = unknown(...args).join("\n");
    assert.ok(!shown.includes(secret) && !shown.includes("hunter2"), shown);
  }
  assert.equal(unknown("aws", "--token", "x")[1], "opaws run -- aws");
});

Deno.test("unknownCommandError() says what a group needs, and where an option goes", () => {
  assert.deepEqual(unknown("item"), [
    'cannot run "opaws item": it needs one of create, show, list',
    "opaws item --help",
  ]);
  assert.deepEqual(unknown("item", "--json", "list"), [
    'cannot run "opaws item": `--json` has to come after a command',
    "opaws item --help",
  ]);
});

Deno.test("wrongArguments() names the mistake and a command that helps", () => {
  assert.deepEqual(wrong("item show", show), ["ITEM is missing", 'opaws item show "AWS dev"']);
  assert.deepEqual(wrong("item show", show, "a", "b"), [
    "it takes one argument",
    "opaws item show --help",
  ]);
  const cause = (...args: string[]) => wrong("item show", show, "a", ...args)[0];
  assert.equal(cause("--profle=x"), "there is no option `--profle`; did you mean `--profile`?");
  assert.equal(cause("--nope"), "there is no option `--nope`");
  assert.equal(cause("-x"), "there is no option `-x`");
  assert.equal(cause("--profile"), "`--profile` needs PROFILE");
  assert.equal(cause("--profile="), "`--profile` is empty");
  assert.equal(cause("--json", "--json"), "`--json` is given twice");
  assert.equal(cause("--json=1"), "`--json` takes no value");
});

Deno.test("wrongArguments() leads from a secret as an option to the prompt and to standard input", () => {
  for (
    const args of [["--password", "hunter2"], ["--pass=hunter2"], ["-p", "hunter2"], ["-phunter2"]]
  ) {
    assert.deepEqual(wrong("unlock", unlock, ...args), [
      "a secret is never an option, because other programs can read the command line; opaws asks for it",
      "opaws unlock --password-stdin",
    ]);
  }
  assert.equal(wrong("unlock", unlock, "--secret-access-key", "x")[1], "opaws unlock --stdin");
  const examples = ["opaws vault create personal"];
  const create = { ...unlock, help: { examples } };
  assert.equal(
    wrong("vault create", create, "x", "--password", "hunter2")[1],
    "opaws vault create personal --password-stdin",
  );
  assert.deepEqual(wrong("unlock", unlock, "hunter2"), [
    "it takes no arguments",
    "opaws unlock --help",
  ]);
  assert.deepEqual(wrong("unlock", unlock, "--hunter2"), [
    "there is no such option",
    "opaws unlock --help",
  ]);
});

Deno.test("wrongArguments() refuses an argument that looks like a secret, and does not show it", () => {
  const examples = ['opaws item create "AWS dev"', "opaws item create --stdin < item.json"];
  const create: Command = { ...show, help: { examples } };
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK3Y";
  const key = "KEY=AKIAIOSFODNN7EXAMPLE";
  const cause = (name: string) =>
    `${name} looks like a secret, and other programs can read the command line; opaws asks for secrets`;
  const fix = "opaws item create --stdin < item.json";
  assert.deepEqual(wrong("item create", create, key), [cause("an argument"), fix]);
  assert.deepEqual(wrong("item create", create, key, secret), [cause("an argument"), fix]);
  assert.deepEqual(wrong("item create", create, "a", `--profile=${secret}`), [
    cause("--profile"),
    fix,
  ]);
});
