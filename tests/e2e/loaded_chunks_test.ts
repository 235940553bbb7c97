import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { DEVICE, RoleHome } from "./role_home.ts";
import { SsoHome } from "./sso_home.ts";
import { done, TEAM, teamItem } from "./team.ts";
import { OWN_SESSION, STRACE, tracePaths } from "./traced_files.ts";
import { UserHome } from "./user_home.ts";
import { ignoreUnless, ignoreWithout } from "../ignore.ts";

const ignore = ignoreUnless(!Deno.env.has("OPAWS_BIN"), "the bundle, whose chunks are files") ||
  ignoreWithout(STRACE);

/** Returns the files of the bundle that `opaws` with `args` opens in `home`, in alphabetical order. */
async function loaded(
  home: UserHome,
  args: readonly string[],
  session: readonly string[] = [],
): Promise<string[]> {
  const files = (await tracePaths(home, args, session))
    .flatMap((path) => /\/dist\/([\w./]+\.js)$/.exec(path)?.[1] ?? []);
  return [...new Set(files)].sort();
}

/** The library that derives keys from a vault key, without copies of it. */
const HKDF = "libraries/hkdf.js";

/** Returns those of `files` that have a library in them. */
function libraries(files: readonly string[]): string[] {
  return files.filter((file) => file.startsWith("libraries/"));
}

Deno.test({
  name: "a plain run loads four files, and a library but HKDF is loaded only to request a session",
  ignore,
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const plain = ["chunks/plain.js", "chunks/run.js", "chunks/start.js", "opaws.js"];
    const withProfiles = ["chunks/aws_config.js", "chunks/text.js", ...plain].sort();
    assert.deepEqual(await loaded(home, ["run", "--", "true"], OWN_SESSION), withProfiles);
    const withRole = ["run", "--profile", "top", "--", "true"];
    assert.notDeepEqual(libraries(await loaded(home, withRole, OWN_SESSION)), []);
    const withSession = ["chunks/sealed.js", "chunks/shortcut.js", ...plain].sort();
    assert.deepEqual(await loaded(home, withRole, OWN_SESSION), withSession);
    assert.equal(sts.calls.length, 3);
    Deno.removeSync(`${home.folder}/.aws`, { recursive: true });
    assert.deepEqual(await loaded(home, ["run", "--", "true"], OWN_SESSION), plain);
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
    const session = OWN_SESSION.map((argument) => argument.replace("personal", TEAM));
    const plain = ["chunks/plain.js", "chunks/run.js", "chunks/start.js", "opaws.js"];
    assert.deepEqual(await loaded(home, ["run", "--", "true"], session), plain);
  },
});

Deno.test({
  name:
    "a correct command line loads no library but the one that derives keys, if it opens a vault",
  ignore,
  async fn() {
    using home = new UserHome();
    await home.vault();
    await home.item("AWS dev");
    const correct: [string[], string[]][] = [
      [["--help"], []],
      [["item", "create", "--help"], []],
      [["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes", "--no-check"], [HKDF]],
      [["which", "aws"], []],
      [["item", "show", "AWS dev"], [HKDF]],
      [["status"], []],
      [["inspect"], [HKDF]],
      [["clear", "aws", "--yes"], []],
      [["lock"], []],
    ];
    for (const [args, expected] of correct) {
      assert.deepEqual(libraries(await loaded(home, args)), expected, args.join(" "));
    }
  },
});

Deno.test({
  name: "a run with a session of before loads nothing that decides",
  ignore,
  async fn() {
    await using sts = FakeSts.start();
    sts.mfa(DEVICE, () => true);
    using home = await RoleHome.make(sts, {
      "mfa serial": DEVICE,
      "one-time password": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    });
    await using sso = FakeSso.start();
    using ssoHome = await SsoHome.make(sso);
    const login = await ssoHome.opaws(["sso", "login", "corp"]);
    assert.equal(login.code, 0, login.stderr);
    const runs = [
      [home, ["run", "--", "true"]], // a session with MFA
      [home, ["run", "--profile", "top", "--", "true"]],
      [ssoHome, ["run", "--profile", "dev", "--", "true"]],
    ] as const;
    for (const [each, args] of runs) {
      assert((await loaded(each, args, OWN_SESSION)).includes("chunks/full_run.js"));
      const files = await loaded(each, args, OWN_SESSION);
      assert(!files.includes("chunks/full_run.js"), args.join(" "));
      assert(files.includes("chunks/shortcut.js"), args.join(" "));
    }
    using plainHome = await RoleHome.make(sts);
    const withRole = ["run", "--profile", "top", "--", "true"];
    await loaded(plainHome, withRole, OWN_SESSION);
    const cleared = await plainHome.opaws(["session", "clear"]);
    assert.equal(cleared.code, 0, cleared.stderr);
    const again = await loaded(plainHome, withRole, OWN_SESSION);
    assert.deepEqual(libraries(again), [HKDF, "libraries/request.js"]);
    assert(!again.includes("chunks/full_run.js"));
  },
});

Deno.test({
  name: "a shortcut names every file that a decision depends on",
  ignore,
  async fn() {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    await using sso = FakeSso.start();
    using ssoHome = await SsoHome.make(sso);
    await ssoHome.opaws(["sso", "login", "corp"]);
    const known = [
      // What `followShortcut` compares, or verifies again.
      ...["/.aws/config", "/.aws/credentials", "/.config/opaws/config.json"],
      ...["/.config/opaws/vaults/personal.json", "/.local/state/opaws/generations.json"],
      ...["/.local/state/opaws/sessions/ID/ID/HEX", "/.local/state/opaws/sessions/ID/SSO/HEX"],
      ...["/.local/state/opaws/sso/Y29ycA.json", "/run/opaws/terminal-ID.json"],
      "/.local/state/opaws/run/ID/terminal-ID.json",
      // Folders, whose owner and rights it checks again.
      ...["/run", "/.aws", "/.config/opaws", "/.config/opaws/vaults", "/.local/state/opaws/shims"],
      ...["/.local/state/opaws/sso", "/.local/state/opaws/index", "/.local/state/opaws/index/ID"],
      // What a run writes.
      ...["/.local/state/opaws/used/ID", "/.local/state/opaws/index/ID/run-HEX"],
      // How the test starts opaws, where it looks for the tool, and what Deno looks for.
      ...["/bin/opaws", "/bin/true", "/bin/node", "/.npmrc"],
    ];
    const runs = [[home, "top"], [ssoHome, "dev"]] as const;
    for (const [each, profile] of runs) {
      const args = ["run", "--profile", profile, "--verbose", "--", "true"];
      await tracePaths(each, args, OWN_SESSION);
      const opened = (await tracePaths(each, args, OWN_SESSION))
        .filter((path) => path.startsWith(`${each.folder}/`))
        .map((path) =>
          path.slice(each.folder.length).replace(/\/\.run-(\w+)\.\w+\.tmp$/, "/run-$1")
        )
        .map((path) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=terminal-)[\w-]+/g, "ID"))
        .map((path) => path.replace(/[0-9a-f]{32}/, "HEX").replace(/sso-\w+/, "SSO"));
      assert(opened.includes("/.aws/config"));
      assert.deepEqual(opened.filter((path) => !known.includes(path)), []);
    }
  },
});
