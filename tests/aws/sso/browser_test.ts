import assert from "node:assert/strict";
import { hasBrowser, openBrowser } from "../../../src/aws/sso/browser.ts";
import type { Host } from "../../../src/host.ts";
import { throwaway } from "../../throwaway.ts";

function host(
  platform: Host["platform"],
  env: Readonly<Record<string, string>>,
): Pick<Host, "env" | "platform"> {
  return { platform, env: (name) => env[name] };
}

Deno.test("hasBrowser() needs a display on Linux, and never a shell over ssh", () => {
  const cases: [Pick<Host, "env" | "platform">, boolean][] = [
    [host("linux", {}), false],
    [host("linux", { DISPLAY: ":0" }), true],
    [host("linux", { WAYLAND_DISPLAY: "wayland-0" }), true],
    [host("linux", { BROWSER: "firefox" }), true],
    [host("linux", { WSL_DISTRO_NAME: "Debian" }), true],
    [host("linux", { DISPLAY: "localhost:10.0", SSH_CONNECTION: "1.2.3.4" }), false],
    [host("darwin", {}), true],
    [host("darwin", { SSH_TTY: "/dev/ttys1" }), false],
    [host("windows", {}), true],
  ];
  for (const [given, expected] of cases) assert.equal(hasBrowser(given), expected);
});

Deno.test("openBrowser() opens only pages, and starts the first program of BROWSER that exists", async () => {
  using temporary = throwaway();
  const file = `${temporary.folder}/browser`;
  const log = `${temporary.folder}/log`;
  Deno.writeTextFileSync(
    file,
    `#!/bin/sh\nprintf '%s|' "$@" "\${OPAWS_SESSION-none}" >>${log}.part; mv ${log}.part ${log}\n`,
    { mode: 0o755 },
  );
  const none = () => {};
  const before = Deno.env.get("OPAWS_SESSION");
  Deno.env.set("OPAWS_SESSION", "a-secret");
  try {
    const given = host("linux", { BROWSER: `no-such-program-here:${file} --new '%s' -x:other` });
    const page = "https://acme.awsapps.com/?a=1&b=$(id)";
    assert.equal(openBrowser(page, given, none), null);
    while (true) {
      try {
        assert.equal(Deno.readTextFileSync(log), `--new|${page}|-x|none|`);
        break;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        await new Promise((done) => setTimeout(done, 10));
      }
    }
  } finally {
    if (before === undefined) Deno.env.delete("OPAWS_SESSION");
    else Deno.env.set("OPAWS_SESSION", before);
  }
  for (const url of ["file:///etc/passwd", "javascript:alert(1)", "http://a.example/", "-x", ""]) {
    assert.match(openBrowser(url, host("linux", { BROWSER: file }), none)!, /not a page on https/);
  }
});

Deno.test("openBrowser() reports a browser that fails", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const given = host("linux", { BROWSER: "/bin/false" });
  assert.equal(openBrowser("http://127.0.0.1:1/", given, resolve), null);
  const keepAlive = setInterval(() => {}, 1000);
  assert.match(await promise, /false exited with status 1/);
  clearInterval(keepAlive);
});
