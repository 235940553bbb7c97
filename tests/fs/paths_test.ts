import assert from "node:assert/strict";
import { readPasswd } from "../../src/fs/passwd.ts";
import { findPaths, ownFolders } from "../../src/fs/paths.ts";
import type { Host } from "../../src/host.ts";
import { errorOf } from "../error_of.ts";

function host(
  environment: Record<string, string>,
  platform: Host["platform"] = "linux",
): Pick<Host, "env" | "platform" | "uid"> {
  return { env: (name) => environment[name], platform, uid: () => 1000 };
}

/** Returns home, config, state and runtime, in that order. */
function where(environment: Record<string, string>, platform?: Host["platform"]): string[] {
  const { home, config, state, runtime } = findPaths(
    host(environment, platform),
    () => "",
    { isOwnFolder: () => true, bootId: () => "boot-1" },
  );
  return [home, config, state, runtime];
}

Deno.test("findPaths() finds every path from the home directory", () => {
  const system = { isOwnFolder: () => false, bootId: () => "boot-1" };
  assert.deepEqual(findPaths(host({ HOME: "/home/me" }), undefined, system), {
    home: "/home/me",
    config: "/home/me/.config/opaws",
    configFile: "/home/me/.config/opaws/config.json",
    vaults: "/home/me/.config/opaws/vaults",
    backups: "/home/me/.config/opaws/vaults/.backup",
    state: "/home/me/.local/state/opaws",
    runtime: "/home/me/.local/state/opaws/run/boot-1",
    runtimes: ["/home/me/.local/state/opaws/run/boot-1"],
  });
});

Deno.test("findPaths() prefers OPAWS_CONFIG_DIR, then the XDG folders, without trailing slashes", () => {
  const xdg = { XDG_CONFIG_HOME: "/c/", XDG_STATE_HOME: "/s", XDG_RUNTIME_DIR: "/r//" };
  assert.deepEqual(where({ HOME: "/h/", ...xdg }), ["/h", "/c/opaws", "/s/opaws", "/r/opaws"]);
  assert.equal(where({ HOME: "/h", ...xdg, OPAWS_CONFIG_DIR: "/own/" })[1], "/own");
  assert.equal(where({ HOME: "/h", OPAWS_CONFIG_DIR: "" })[1], "/h/.config/opaws");
  assert.equal(where({ HOME: "/h", TMPDIR: "/t" })[3], "/run/user/1000/opaws");
  assert.equal(where({ HOME: "//" })[0], "/");
});

Deno.test("findPaths() ignores a relative XDG folder, and refuses a relative OPAWS_CONFIG_DIR (78)", () => {
  const xdg = { XDG_CONFIG_HOME: "c", XDG_STATE_HOME: "./s", XDG_RUNTIME_DIR: "" };
  assert.deepEqual(where({ HOME: "/h", ...xdg }), where({ HOME: "/h" }));
  const own = errorOf(() => findPaths(host({ HOME: "/h", OPAWS_CONFIG_DIR: "own" })));
  assert.deepEqual([own.status, own.code], [78, "relative-path"]);
});

Deno.test("findPaths() reports why there is no home directory (78)", () => {
  const cases: [environment: Record<string, string>, because: RegExp, platform?: "windows"][] = [
    [{}, /: HOME is not set$/],
    [{ HOME: "" }, /: HOME is not set$/],
    [{ HOME: "me" }, /: HOME is not an absolute path$/],
    [{ HOME: "/h" }, /: USERPROFILE is not set$/, "windows"],
    [{ USERPROFILE: "x C:\\me" }, /: USERPROFILE is not an absolute path$/, "windows"],
  ];
  for (const [environment, because, platform] of cases) {
    const error = errorOf(() =>
      findPaths(host(environment, platform), () => "me:x:1001::: /\nx:1000")
    );
    assert.deepEqual([error.status, error.code], [78, "no-home"]);
    assert.match(error.message, because);
  }
});

// https://github.com/k3s-io/k3s/issues/11814: systemd starts services of root without HOME.
Deno.test("findPaths() without HOME reads /etc/passwd, except on Windows", () => {
  const passwd = () => "root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000:Me,,:/home/me:/bin/zsh\n";
  assert.equal(findPaths(host({}), passwd).home, "/home/me");
  assert.equal(findPaths(host({ HOME: "" }), passwd).home, "/home/me");
  assert.equal(findPaths(host({ HOME: "/h" }), passwd).home, "/h");
  assert.equal(errorOf(() => findPaths(host({ HOME: "me" }), passwd)).status, 78);
  assert.equal(errorOf(() => findPaths(host({}, "windows"), passwd)).status, 78);
  assert.ok(readPasswd().includes(":0:"), "every system has root");
});

Deno.test("ownFolders() leaves out the folder of terminal sessions if it is in the state folder", () => {
  assert.deepEqual(ownFolders({ state: "/s", runtimes: ["/r/opaws", "/s/run/1"] }), [
    "/s",
    "/r/opaws",
  ]);
});

Deno.test("findPaths() on Windows uses APPDATA and LOCALAPPDATA, and no XDG folder", () => {
  const home = { USERPROFILE: "C:\\Users\\me", XDG_CONFIG_HOME: "C:\\xdg" };
  assert.deepEqual(where(home, "windows"), [
    "C:\\Users\\me",
    "C:\\Users\\me\\AppData\\Roaming\\opaws",
    "C:\\Users\\me\\AppData\\Local\\opaws\\state",
    "C:\\Users\\me\\AppData\\Local\\opaws\\run",
  ]);
  const moved = { ...home, APPDATA: "D:\\a\\", LOCALAPPDATA: "D:\\l" };
  assert.deepEqual(where(moved, "windows").slice(1), [
    "D:\\a\\opaws",
    "D:\\l\\opaws\\state",
    "D:\\l\\opaws\\run",
  ]);
});
