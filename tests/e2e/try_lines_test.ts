// Each error is provoked, its try: line is run as it is printed, and then does what the error needed.
import assert from "node:assert/strict";
import { FakeSignIn } from "../aws/console/fake_sign_in.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreWithout } from "../ignore.ts";
import type { Pty } from "./pty.ts";
import { ITEM, type TryCase, VAULT } from "./try_case.ts";
import { TRY_CASES_MEMBERS } from "./try_cases_members.ts";
import { TRY_CASES_SERVICES } from "./try_cases_services.ts";
import { TRY_CASES_TOOLS } from "./try_cases_tools.ts";
import { TRY_CASES_VAULTS } from "./try_cases_vaults.ts";
import { type Ended, PASSWORD, UserHome } from "./user_home.ts";

const TRY_CASES = {
  ...TRY_CASES_VAULTS,
  ...TRY_CASES_MEMBERS,
  ...TRY_CASES_TOOLS,
  ...TRY_CASES_SERVICES,
};

for (const [name, each] of Object.entries(TRY_CASES)) {
  Deno.test({
    name: `the try: line works for ${name}`,
    ignore: each.answers !== undefined && ignoreWithout("setsid"),
    fn: () => tryCase(each),
  });
}

/** `try:` lines that no case runs, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "set OPAWS_DEBUG to 1 and run the same command, then report what it prints":
    "nobody provokes a bug",
  "cd": "start_test.ts",
  "opaws completion --help": "the shell asks, not a person",
  "opaws doctor": "the cache would have to fail",
  "opaws hook --install": "tests/e2e/guided_test.ts",
  "opaws init ${shellWord(tool)} --scope session": "needs another user's directory",
  "opaws item check ${item.id}": "needs STS",
  "opaws item create --temporary": "tests/e2e/temporary_items_test.ts",
  "opaws item import aws-vault": "needs keys of aws-vault",
  "opaws item import --1pux FILE": "needs an export of 1Password",
  "op signin": "needs 1Password",
  "opaws item list --usage --iam": "tests/e2e/usage_list_test.ts",
  "opaws item prune": "tests/e2e/temporary_items_test.ts",
  "opaws item rotate ${id}${optionWords(again)}": "needs IAM",
  "opaws lock --all": "needs a session without a terminal",
  "opaws member list ${shellWord(vault)} --json": "two random ids would have to begin alike",
  "opaws vault import ${shellWord(path)} --yes": "tests/e2e/members_test.ts",
  "opaws run --duration 1h -- aws sts get-caller-identity": "needs STS",
  "opaws scrub": "tests/e2e/guided_test.ts",
  "opaws unlock --enroll system": "tests/e2e/keychain_test.ts",
  "opaws unlock --enroll system --vault ${shellWord(name)} --yes": "needs a keychain",
  "opaws unlock --enroll system --vault ${shellWord(stored.name)} --password-stdin":
    "tests/e2e/keychain_test.ts",
  "opaws unlock --install-policy": "needs polkit",
  "opaws unlock --install-policy --yes": "needs polkit",
  "keyctl show @u": "the kernel would have to fail",
  'eval "$(opaws hook bash)"': "needs a session without a terminal",
  "exit": "tests/e2e/shell_test.ts",
  "mv ${path} ${path}.other": "tests/vault/store/restore_test.ts",
  "opaws vault join URL --fingerprint WORDS": "tests/e2e/join_prompt_test.ts",
  "opaws vault join --help": "tests/e2e/sync_test.ts",
  "opaws sync": "tests/e2e/automatic_sync_test.ts",
  "opaws sync ${shellWord(name)}": "tests/e2e/sync_test.ts",
  "opaws item list --vault ${shellWord(name)}": "tests/e2e/sync_test.ts",
  "opaws remote show ${shellWord(name)}": "tests/e2e/sync_test.ts",
  "opaws remote set --help": "tests/e2e/git_remote_test.ts",
  "opaws remote set ${shellWord(name)} URL": "tests/e2e/sync_test.ts",
  "opaws vault history": "needs a forged history, as in tests/vault/history",
  "opaws vault history --help": "needs members who removed each other",
  "command -v ${name}": "needs a machine without git",
  "opaws sso status": "tests/e2e/sso_docs_test.ts",
  "opaws sso list ${shellWord(sessionLabel(session))}": "tests/e2e/sso_docs_test.ts",
  "opaws sso login ${shellWord(name)}": "tests/e2e/sso_docs_test.ts",
  "opaws sso login ${shellWord(sessionLabel(session))}": "tests/e2e/sso_docs_test.ts",
  "opaws sso login ${shellWord(sessionLabel(session))} --device": "tests/aws/sso/sign_in_test.ts",
  "${again} --device": "tests/aws/sso/loopback_test.ts",
  "opaws sso logout ${shellWord(name)}": "tests/e2e/sso_docs_test.ts",
  "opaws sso profiles --template '${DEFAULT_TEMPLATE}'": "tests/aws/sso/profile_block_test.ts",
  "opaws sso add ${shellWord(session.name)} --start-url ${\n            shellWord(session.startUrl)\n          } --region REGION":
    "tests/e2e/sso_docs_test.ts",
  "opaws sso add ${word} --start-url https://acme.awsapps.com/start --region eu-west-1":
    "tests/e2e/sso_docs_test.ts",
  "opaws sso add corp --start-url URL --region REGION": "tests/e2e/sso_test.ts",
  "${command} SESSION": "tests/e2e/sso_docs_test.ts",
  "rm ${shellWord(path)}": "what is damaged is not needed",
  "unset AWS_CA_BUNDLE": "tests/aws",
  "unset AWS_STS_REGIONAL_ENDPOINTS": "tests/aws",
};
/** Words that stand for what opaws cannot know. */
const PLACEHOLDER = /\b(ITEM|COMMAND|PROFILE|NAME)\b/;

Deno.test("every try: line of the sources is run by a case, or listed with the reason", () => {
  const fixes = Object.values(TRY_CASES).map(({ fix }) => fix);
  const missing = templates(new URL("../../src/", import.meta.url)).filter((template) => {
    if (Object.hasOwn(NOT_RUN, template) || PLACEHOLDER.test(template)) return false;
    const parts = template.split(/\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/);
    const pattern = new RegExp(`^${parts.map(escape).join("[^]*")}$`);
    return !fixes.some((fix) => pattern.test(fix));
  });
  assert.deepEqual(missing, []);
});

function templates(folder: URL): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return templates(new URL(`${name}/`, folder));
    const text = Deno.readTextFileSync(new URL(name, folder));
    const found = text.matchAll(
      /\n +(?:\.\.\.)?[^\n*/]*\b(?:try|flag): *(`[^`]*`|"[^"\n]*"|'[^'\n]*')/g,
    );
    return [...found].map(([, template]) => template!.slice(1, -1));
  });
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

async function tryCase(each: TryCase): Promise<void> {
  if (each.aws !== true) {
    using home = new UserHome();
    return await tryIn(home, each);
  }
  await using sts = FakeSts.start();
  sts.know("AKIAI44QH8DHBEXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  await using signIn = new FakeSignIn(sts);
  using home = new UserHome({
    ...{ AWS_ENDPOINT_URL: sts.url, AWS_ENDPOINT_URL_SIGNIN: signIn.url },
    ...{ BROWSER: "browser", DISPLAY: ":0" },
  });
  home.program("browser", 'exec cat "$XDG_RUNTIME_DIR"/opaws/console-*.html >/dev/null');
  await tryIn(home, each);
}

async function tryIn(home: UserHome, each: TryCase): Promise<void> {
  await setUp(home);
  if (each.setup !== undefined) await succeed(home, each.setup);
  const stderr = await provoke(home, each);
  const fix = /^ {2}try: (.*?)\r?$/m.exec(stderr)?.[1];
  assert.ok(fix !== undefined, stderr);
  assert.equal(fix.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID"), each.fix);
  const { code, output } = await run(home, fix, each);
  assert.equal(code, each.status ?? 0, output);
  if (each.prints !== undefined) assert.match(output, each.prints);
  if (each.check !== null) await succeed(home, each.check ?? each.command);
}

async function setUp(home: UserHome): Promise<void> {
  for (const [vault, title] of [["first", "AWS dev"], [VAULT, ITEM]] as const) {
    const made = await home.opaws(["vault", "create", vault, "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    assert.equal(made.code, 0, made.stderr);
    const id = vault === VAULT ? "AKIAI44QH8DHBEXAMPLE" : "AKIAIOSFODNN7EXAMPLE";
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const fields = { "access key id": id, "secret access key": secret };
    const item = await home.opaws(["item", "create", "--stdin", "--vault", vault], {
      input: JSON.stringify({ title, fields }),
    });
    assert.equal(item.code, 0, item.stderr);
  }
  home.program("terraform", "exit 0");
  home.program("aws", "exit 0");
}

/** Runs the command that fails and returns what it says. An export that fails because of the terminal needs one. */
async function provoke(
  home: UserHome,
  { command, answers, shell = ":" }: TryCase,
): Promise<string> {
  if (answers?.length === 0) {
    await using terminal = home.terminal("/bin/sh", ["-c", command]);
    await terminal.expect(/ {2}try: .*\n/, 20_000);
    assert.notEqual(await ended(terminal), 0);
    return terminal.output;
  }
  const { code, stderr } = await sh(home, `${shell}; ${command}`);
  assert.notEqual(code, 0, stderr);
  return stderr;
}

async function run(
  home: UserHome,
  command: string,
  { answers, input, shell = ":" }: TryCase,
): Promise<{ readonly code: number; readonly output: string }> {
  if (answers === undefined) {
    const { code, stdout, stderr } = await sh(home, `${shell}; ${command}`, input && `${input}\n`);
    return { code, output: stdout + stderr };
  }
  await using terminal = home.terminal("/bin/sh", ["-c", command]);
  for (const [question, answer] of answers) {
    await terminal.expect(question);
    await terminal.send(answer.length === 1 ? answer : `${answer}\r`);
  }
  if (answers.length === 0) {
    await terminal.expect(/Password of vault/);
    await terminal.send(`${PASSWORD}\r`);
  }
  return { code: await ended(terminal), output: terminal.output };
}

/** Returns the exit status of the program in `terminal`. Throws if it asks something else instead. */
async function ended(terminal: Pty): Promise<number> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running: ${terminal.output}`)), 20_000);
  });
  try {
    return (await Promise.race([terminal.status, timeout])).code;
  } finally {
    clearTimeout(timer);
  }
}

async function succeed(home: UserHome, command: string): Promise<void> {
  const { code, stdout, stderr } = await sh(home, command);
  assert.equal(code, 0, `${command}\n${stdout}${stderr}`);
}

async function sh(home: UserHome, command: string, input = ""): Promise<Ended> {
  return await home.run("/bin/sh", ["-c", command], { input });
}
