import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { systemSession } from "../../src/unlock/terminal_session.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { ignoreUnless } from "../ignore.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { type Form, PLAIN_CASES, type PlainCase } from "./plain_cases.ts";
import { SHORTCUT_CASES } from "./shortcut_cases.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const ignore = ignoreUnless(
  kernelKeyringWorks(denoHost) && systemSession(denoHost) !== null,
  "a kernel keyring and a terminal session",
);
/** Prints the arguments, the environment and the working directory. */
const SHOW = `for each in "$0" "$@"; do printf '%s\\n' "$each"; done; env | sort; pwd -P; exit 5`;
/** Ends an opaws that waits for something that never comes; seconds. */
const LIMIT = 120;
const RUN: Form = [["run", "--", "aws", "s3"], ["run", "--verbose", "--", "aws", "s3"]];
const ROLE_CONFIG = `[profile role]
role_arn = arn:aws:iam::123456789012:role/dev
region = eu-west-1
[profile other]
role_arn = arn:aws:iam::123456789012:role/other
`;
const SESSION_VARIABLE =
  /^(AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CREDENTIAL_EXPIRATION)|OPAWS_CHOSEN)=.*/gm;
/** What a case may change. */
const FOLDERS = [".config", ".local", ".aws", "run"];

/** A home in which all forms are plain. */
async function plainHome(environment: Readonly<Record<string, string>> = {}): Promise<UserHome> {
  const home = new UserHome(environment);
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  for (const name of ["aws", "mytool", "terraform"]) home.program(name, SHOW);
  return home;
}

/** Runs opaws by a shell that runs `script` before. Returns all that can be seen of it, without what `--verbose` adds. */
async function outcome(home: UserHome, script: string, args: readonly string[]): Promise<string> {
  const words = ["-c", `${script}\nexec timeout ${LIMIT} "$@"`, "sh", `${home.folder}/bin/opaws`];
  const { code, stdout, stderr } = await home.run("/bin/sh", [...words, ...args]);
  const lines = stderr.split("\n").filter((line) => !/^opaws: (gives|starts|leaves) /.test(line));
  return [`status ${code}`, stdout, ...lines].join("\n");
}

/** Copies the folders of the home that a case may change. */
async function copy(home: UserHome, from: string, to: string): Promise<void> {
  const script = 'cd "$0" && for each in $3; do rm -rf "$2/$each"; cp -a "$1/$each" "$2/"; done';
  const { code, stderr } = await home.run("/bin/sh", [
    ...["-c", script, home.folder, from, to, FOLDERS.join(" ")],
  ]);
  assert.equal(code, 0, stderr);
}

/** Runs both forms of each case in the same home, and compares all that can be seen. */
async function compare(
  home: UserHome,
  test: Deno.TestContext,
  cases: readonly PlainCase[],
  shown: (outcome: string) => string = (outcome) => outcome,
): Promise<void> {
  const paths = findPaths({ ...denoHost, env: (name) => home.env[name] });
  const { file } = readVault(paths, "personal");
  const { key } = await tryPassword(file, new Secret(PASSWORD));
  const keyring = new KernelKeyring(denoHost, paths, systemSession(denoHost)!.id);
  Deno.mkdirSync(`${home.folder}/saved`);
  await copy(home, ".", "saved");
  for (const { name, script = "", change, forms = [RUN] } of cases) {
    await test.step(name, async () => {
      for (const form of forms) {
        const [plain, full] = form;
        const outcomes: string[] = [];
        for (const args of [plain, full]) {
          await copy(home, "saved", ".");
          await keyring.put(file.id, key, { idle: 600_000, hard: 600_000 });
          await change?.(paths, key);
          outcomes.push(shown(await outcome(home, script, args)));
        }
        assert.equal(outcomes[0], outcomes[1], plain.join(" "));
      }
    });
  }
}

Deno.test({
  name: "a plain command line does what the full path does, whatever is unusual",
  ignore,
  async fn(test) {
    using home = await plainHome();
    await compare(home, test, PLAIN_CASES);
  },
});

Deno.test({
  name: "a run with a cached session does what the full path does, whatever is unusual",
  ignore,
  async fn(test) {
    await using sts = FakeSts.start();
    using home = await plainHome({ AWS_ENDPOINT_URL: sts.url });
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, ROLE_CONFIG);
    const config = `${home.folder}/.config/opaws/config.json`;
    const text = Deno.readTextFileSync(config).replace(
      '"title"',
      '"profile": "role",\n        "title"',
    );
    Deno.writeTextFileSync(config, text);
    const first = await outcome(home, "", RUN[0]);
    assert.equal(await outcome(home, "", RUN[0]), first);
    assert.equal(sts.count("AssumeRole"), 1);
    const token = /^AWS_SESSION_TOKEN=.*$/m.exec(first)![0];
    // What is requested again differs each time.
    const shown = (outcome: string) =>
      outcome.includes(token) ? outcome : outcome.replaceAll(SESSION_VARIABLE, "$1=new");
    const ofRun = PLAIN_CASES.filter(({ forms }) => forms === undefined);
    await compare(home, test, [...ofRun, ...SHORTCUT_CASES], shown);
  },
});
