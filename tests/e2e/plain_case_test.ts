import assert from "node:assert/strict";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../src/unlock/cache/kernel_keyring.ts";
import { systemSession } from "../../src/unlock/terminal_session.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { ignoreUnless } from "../ignore.ts";
import { PLAIN_CASES } from "./plain_cases.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const ignore = ignoreUnless(
  kernelKeyringWorks(denoHost) && systemSession(denoHost) !== null,
  "a kernel keyring and a terminal session",
);
/** Prints the arguments and the environment. */
const SHOW = `for each in "$0" "$@"; do printf '%s\\n' "$each"; done; env | sort; pwd -P; exit 5`;
/** Seconds after which opaws waits for something that will not come. */
const LIMIT = 60;

/** The forms of a command line that are plain, and the same for the full path. */
const FORMS: readonly (readonly [plain: readonly string[], full: readonly string[]])[] = [
  [["run", "--", "aws", "s3"], ["run", "--verbose", "--", "aws", "s3"]],
  [["run", "mytool"], ["run", "--verbose", "mytool"]],
  [["run", "terraform", "plan"], ["run", "--verbose", "terraform", "plan"]],
  [["export"], ["export", "--format=env"]],
  [["credential-process"], ["export", "--format=process"]],
  [["which", "aws"], ["which", "--", "aws"]],
  [["run", "--item", "AWS dev", "--", "aws"], [
    "run",
    "--verbose",
    "--item",
    "AWS dev",
    "--",
    "aws",
  ]],
  [["export", "--item", "AWS dev"], ["export", "--item=AWS dev"]],
  [["item", "list"], ["item", "list", "--vault", "personal"]],
];

/** A home in which every form is plain. */
async function plainHome(): Promise<UserHome> {
  const home = new UserHome();
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  for (const name of ["aws", "mytool", "terraform"]) home.program(name, SHOW);
  return home;
}

/** Runs opaws by a shell that runs `script` before, and returns what can be compared. */
async function outcome(home: UserHome, script: string, args: readonly string[]): Promise<string> {
  const start = `${script}\nexec timeout ${LIMIT} "$@"`;
  const words = ["-c", start, "sh", `${home.folder}/bin/opaws`, ...args];
  const { code, stdout, stderr } = await home.run("/bin/sh", words);
  const lines = stderr.split("\n").filter((line) => !/^opaws: (gives|starts|leaves) /.test(line));
  return JSON.stringify({ code, stdout, stderr: lines }, null, 1);
}

Deno.test({
  name: "every plain form of a command line does what the full path does, whatever is unusual",
  ignore,
  async fn(test) {
    using home = await plainHome();
    const paths = findPaths({ ...denoHost, env: (name) => home.env[name] });
    const { file } = readVault(paths, "personal");
    const { key } = await tryPassword(file, new Secret(PASSWORD));
    const keyring = new KernelKeyring(denoHost, paths, systemSession(denoHost)!.id);
    const copy = (...words: string[]) => {
      const args = ["-c", 'rm -rf "$2" && cp -a "$1" "$2"', "sh", ...words];
      return home.run("/bin/sh", args);
    };
    const saved = [".config", ".local", ".aws", "run"].map((name) => [
      `${home.folder}/${name}`,
      name,
    ]);
    Deno.mkdirSync(`${home.folder}/saved`);
    for (const [folder, name] of saved) await copy(folder!, `${home.folder}/saved/${name}`);
    for (
      const {
        name,
        script = "",
        change,
        forms = FORMS.filter((_, at) => name === "nothing" || at % 3 === 0),
      } of PLAIN_CASES
    ) {
      await test.step(name, async () => {
        for (const [plain, full] of forms) {
          const outcomes: string[] = [];
          for (const args of [plain, full]) {
            for (const [folder, each] of saved) await copy(`${home.folder}/saved/${each}`, folder!);
            await keyring.put(file.id, key, { idle: 600_000, hard: 600_000 });
            await change?.(home, paths, key);
            outcomes.push(await outcome(home, script, args));
          }
          assert.equal(outcomes[0], outcomes[1], plain.join(" "));
        }
      });
    }
  },
});
