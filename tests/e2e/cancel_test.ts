import assert from "node:assert/strict";
import { PASSWORD, UserHome } from "./user_home.ts";
import type { Pty } from "./pty.ts";

const KEYS = { Esc: "\x1b", "Ctrl-C": "\x03", "Ctrl-D": "\x04" } as const;
const KEY = "AKIAI44QH8DHBEXAMPLE";
const SECRET = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";
/** The key of another item, in `~/.aws/credentials`. */
const FILE = { prod: { id: KEY, secret: SECRET } };

async function shellIn(home: UserHome): Promise<Pty> {
  const terminal = home.terminal("/bin/sh", ["-i"]);
  await terminal.expect(/ready> /);
  return terminal;
}

/** Sends `line` to the shell, then answers each question in turn. */
async function talk(
  terminal: Pty,
  line: string,
  answers: readonly (readonly [question: RegExp, answer: string])[],
): Promise<void> {
  await terminal.send(`${line}; echo "status $?"\r`);
  for (const [question, answer] of answers) {
    await terminal.expect(question, 20_000);
    await terminal.send(answer);
  }
}

const UNLOCK = [/◆ +Password of vault "personal"/, `${PASSWORD}\r`] as const;
/** Where questions are asked: the command, and the answers that lead to the question to cancel. */
const QUESTIONS: readonly {
  readonly name: string;
  readonly line: string;
  readonly before: readonly (readonly [RegExp, string])[];
  readonly question: RegExp;
}[] = [
  {
    name: "the password of a vault",
    line: "opaws item list",
    before: [],
    question: /◆ +Password of vault/,
  },
  {
    name: "a new password",
    line: "opaws vault create other",
    before: [],
    question: /◆ +New password of vault "other"/,
  },
  {
    name: "the repeated password",
    line: "opaws vault create other",
    before: [[/◆ +New password/, `${PASSWORD}\r`]],
    question: /◆ +Repeat the new password/,
  },
  {
    name: "where the key is",
    line: "opaws init",
    before: [UNLOCK],
    question: /Where do the credentials come from\?[^]*Enter: confirm/,
  },
  {
    name: "a search",
    line: "opaws init",
    before: [UNLOCK, [/Where do the credentials come from\?[^]*Enter: confirm/, "\x1b[B\r"]],
    question: /Which item\?[^]*Type: to search/,
  },
  {
    name: "a search with text",
    line: "opaws init",
    before: [
      UNLOCK,
      [/Where do the credentials come from\?[^]*Enter: confirm/, "\x1b[B\r"],
      [/Which item\?[^]*Type: to search/, "dev"],
    ],
    question: /Search: dev/,
  },
  {
    name: "the scope",
    line: "opaws init --item 'AWS dev'",
    before: [UNLOCK],
    question: /When should it be used\?[^]*Enter: confirm/,
  },
  {
    name: "a text",
    line: "opaws item create",
    before: [UNLOCK],
    question: /Name of the item/,
  },
  {
    name: "a secret field",
    line: "opaws item create new",
    before: [UNLOCK, [/Access key id/, `${KEY}\r`]],
    question: /◆ +Secret access key/,
  },
  {
    name: "the field to edit",
    line: "opaws item edit 'AWS dev'",
    before: [UNLOCK],
    question: /Which field\?[^]*Enter: confirm/,
  },
  {
    name: "the keys to import",
    line: "opaws item import",
    before: [UNLOCK],
    question: /Which access keys to import\?[^]*Enter: confirm/,
  },
  {
    name: "a confirmation",
    line: "opaws item delete 'AWS dev'",
    before: [UNLOCK],
    question: /Delete item "AWS dev"[^]*No/,
  },
];

for (const { name, line, before, question } of QUESTIONS) {
  Deno.test(`Esc, Ctrl-C and Ctrl-D at ${name} print Cancelled. and exit with 77`, async () => {
    using home = new UserHome({ PS1: "ready> " });
    await home.vault();
    await home.item("AWS dev");
    home.credentials(FILE);
    const items = await home.opaws(["item", "list", "--json"]);
    for (const [key, bytes] of Object.entries(KEYS)) {
      await using terminal = await shellIn(home);
      await talk(terminal, line, before);
      await terminal.expect(question, 20_000);
      await terminal.send(bytes);
      await terminal.expect(/Cancelled\.\nstatus 77\n/, 20_000).catch((error) => {
        throw new Error(`${key}: ${error.message}`);
      });
      await terminal.send("stty -a | grep -o ' -\\?echo ' | tr -d ' '\r");
      await terminal.expect(/\necho\n/);
    }
    assert.deepEqual(await home.opaws(["item", "list", "--json"]), items);
    assert.match((await home.opaws(["vault", "list"])).stdout, /^.*NAME.*\n\* personal .*\n$/);
    assert.match((await home.opaws(["which", "aws"])).stdout, /global: nothing/);
  });
}

Deno.test("the answer no to a confirmation is not an error: Cancelled. and 77", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  home.credentials({
    prod: { id: "AKIAIOSFODNN7EXAMPLE", secret: `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY` },
  });
  await using terminal = await shellIn(home);
  await talk(terminal, "opaws unlock", [UNLOCK]);
  await terminal.expect(/status 0/);
  for (
    const [line, question] of [
      ["opaws clear aws", /Stop using "AWS dev"/],
      ["opaws item delete 'AWS dev'", /Delete item "AWS dev"/],
      ["opaws vault delete personal", /Delete vault "personal"/],
      ["opaws vault restore", /Replace vault "personal"/],
      ["opaws scrub", /Remove 1 access key/],
      ["opaws uninstall", /Remove all of this\?/],
    ] as const
  ) {
    await talk(terminal, line, [[question, "n"]]);
    const output = await terminal.expect(/[^]*status \d+\n/, 15_000);
    assert.match(output, /\nCancelled\.\nstatus 77\n/, line);
    assert.doesNotMatch(output, /opaws: cannot/, line);
  }
  assert.equal((await home.opaws(["run", "--", "true"])).code, 0);
});

Deno.test("a cancelled question of a command with --json gives the error as JSON", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await home.item("AWS dev");
  await using terminal = await shellIn(home);
  await talk(terminal, "opaws item delete 'AWS dev' --json >out", [UNLOCK, [
    /Delete item "AWS dev"[^]*No/,
    "\x1b",
  ]]);
  await terminal.expect(/status 77/);
  const { error } = JSON.parse(Deno.readTextFileSync(`${home.folder}/out`));
  assert.deepEqual([error.code, error.exit], ["cancelled", 77]);
});

Deno.test("a cancel after the item is saved says what is done, what is not, and how to go on", async () => {
  using home = new UserHome({ PS1: "ready> " });
  await home.vault();
  await using terminal = await shellIn(home);
  await talk(terminal, "opaws item create new", [
    UNLOCK,
    [/Access key id/, `${KEY}\r`],
    [/◆ +Secret access key/, `${SECRET}\r`],
    [/Default region/, "\r"],
    [/◆ +One-time password/, "\r"],
    [/MFA serial/, "\r"],
    [/Ask AWS now/, "\x1b"],
  ]);
  const output = await terminal.expect(/[^]*status \d+\n/);
  assert.match(terminal.output, /\nCreated item "new" in vault "personal"\.\n/);
  assert.match(
    output,
    /Cancelled\.\n {2}done: item "new" is saved in vault "personal"\n {2}not done: AWS was not asked about its access key\n {2}try: opaws item check \S+\nstatus 77\n/,
  );
  assert.match((await home.opaws(["item", "list"])).stdout, /new/);
});

Deno.test("an init that is cancelled after the import says so, and the next one goes on with the item", async () => {
  using home = new UserHome({ PS1: "ready> ", SHELL: "/bin/bash" });
  home.credentials(FILE);
  await using terminal = await shellIn(home);
  await talk(terminal, "opaws init --no-check", [
    [/Name of the vault/, "\r"],
    [/◆ +New password/, `${PASSWORD}\r`],
    [/◆ +Repeat/, `${PASSWORD}\r`],
    [
      /Where do the credentials come from\?[^]*Import access key …MPLE from ~\/\.aws\/credentials \[prod\]/,
      "\r",
    ],
    [/Name of the item/, "\r"],
    [/When should it be used\?[^]*Enter: confirm/, "\x04"],
  ]);
  const output = await terminal.expect(/[^]*status \d+\n/);
  assert.match(
    output,
    /Cancelled\.\n {2}done: vault "personal" is created\n {2}done: item "AWS prod" is saved in vault "personal"\n {2}not done: aws is not set up\n {2}try: opaws init aws\nstatus 77\n/,
  );
  await talk(terminal, "opaws init aws --no-check", [
    [/Where do the credentials come from\?[^]*● "AWS prod" of vault "personal"/, "\r"],
    [/When should it be used\?[^]*Enter: confirm/, "\x1b[B\x1b[B\r"],
    [/aws uses "AWS prod" of vault "personal" as the global default[^]*Remove them there\?/, "n"],
    [/Add it to ~\/\.bashrc\?/, "\x1b"],
  ]);
  assert.match(
    await terminal.expect(/[^]*status \d+\n/),
    /Cancelled\.\n {2}done: aws uses "AWS prod" as the global default\n {2}try: opaws hook --install\nstatus 77\n/,
  );
  assert.match((await home.opaws(["which", "aws"])).stdout, /global: "AWS prod"/);
});
