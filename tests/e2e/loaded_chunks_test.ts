import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { RoleHome } from "./role_home.ts";
import { done, TEAM, teamItem } from "./team.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreUnless, ignoreWithout } from "../ignore.ts";

const STRACE = "/usr/bin/strace";
const ignore = ignoreUnless(!Deno.env.has("OPAWS_BIN"), "the bundle, whose chunks are files") ||
  ignoreWithout(STRACE);

/** Unlocks the vault in a session of its own, and runs the arguments there: a plain run needs one that the system knows. */
const UNLOCKED = 'opaws unlock --vault personal --password-stdin >/dev/null && exec "$@"';

/** Returns the files of the bundle that `opaws` with `args` opens in `home`, in alphabetical order. */
async function loaded(
  home: UserHome,
  args: readonly string[],
  session: readonly string[] = [],
): Promise<string[]> {
  const log = `${home.folder}/strace.log`;
  const trace = ["-f", "-qq", "-e", "trace=openat", "-o", log, `${home.folder}/bin/opaws`];
  const [program, ...rest] = [...session, STRACE, ...trace, ...args];
  const { code, stderr } = await home.run(program!, rest, { input: `${PASSWORD}\n` });
  assert.equal(code, 0, stderr);
  const opened = Deno.readTextFileSync(log).matchAll(/\/dist\/([\w./]+\.js)"/g);
  return [...new Set([...opened].map((match) => match[1]!))].sort();
}

/** Returns those of `files` that have a library in them. */
function libraries(files: readonly string[]): string[] {
  return files.filter((file) => file.startsWith("libraries/"));
}

Deno.test({
  name: "a plain run loads four files, and a library is loaded only to request a session",
  ignore,
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const plain = ["chunks/plain.js", "chunks/run.js", "chunks/start.js", "opaws.js"];
    const withProfiles = ["chunks/aws_config.js", "chunks/text.js", ...plain].sort();
    const session = ["setsid", "--wait", "sh", "-c", UNLOCKED, "sh"];
    assert.deepEqual(await loaded(home, ["run", "--", "true"], session), withProfiles);
    const withRole = ["run", "--profile", "top", "--", "true"];
    assert.notDeepEqual(libraries(await loaded(home, withRole)), []);
    assert.deepEqual(libraries(await loaded(home, withRole)), []);
    assert.equal(sts.calls.length, 3);
    Deno.removeSync(`${home.folder}/.aws`, { recursive: true });
    assert.deepEqual(await loaded(home, ["run", "--", "true"], session), plain);
  },
});

Deno.test({
  name: "a plain run with a shared vault loads the same four files",
  ignore,
  async fn() {
    using home = new UserHome();
    await home.vault();
    await done(home, ["vault", "create", TEAM, "--shared", "--as", "Ann"]);
    await teamItem(home, "AWS team");
    await home.bind("AWS team");
    const unlocked = UNLOCKED.replace("personal", TEAM);
    const session = ["setsid", "--wait", "sh", "-c", unlocked, "sh"];
    const plain = ["chunks/plain.js", "chunks/run.js", "chunks/start.js", "opaws.js"];
    assert.deepEqual(await loaded(home, ["run", "--", "true"], session), plain);
  },
});

Deno.test({
  name: "a correct command line loads no library",
  ignore,
  async fn() {
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    const correct = [
      ["--help"],
      ["item", "create", "--help"],
      ["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes", "--no-check"],
      ["which", "aws"],
      ["item", "list"],
      ["status"],
      ["inspect"],
      ["clear", "aws", "--yes"],
      ["lock"],
    ];
    for (const args of correct) {
      assert.deepEqual(libraries(await loaded(home, args)), [], args.join(" "));
    }
  },
});
