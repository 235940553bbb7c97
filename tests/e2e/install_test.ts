import assert from "node:assert/strict";
import { ARCHIVE, INSTALL, Release } from "./fake_release.ts";
import { certificates } from "./tls_front.ts";

Deno.test("install.sh installs the program after verifying its checksum", async () => {
  await using release = new Release();
  await release.publish();
  const { code, stdout, stderr } = await release.install();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^opaws 9\.9\.9 is in .*\/\.local\/bin\nIts checksum was verified\. .*\nThat folder is not on your PATH/,
  );
  assert.deepEqual(release.left(), ["opaws"]);
  assert.equal(Deno.statSync(`${release.installed}/opaws`).mode! & 0o777, 0o755);
  assert.deepEqual(release.asked, ["/latest/download/SHA256SUMS", `/latest/download/${ARCHIVE}`]);
});

Deno.test("install.sh --version installs that release over an older one", async () => {
  await using release = new Release();
  await release.publish("1.0.0");
  await release.install();
  await release.publish("2.0.0");
  const env = { PATH: `${release.installed}:${release.pathWithout()}` };
  const { code, stdout } = await release.install(["--version", "v2.0.0"], env);
  assert.equal(code, 0);
  assert.match(stdout, /^opaws 2\.0\.0 is in .*\n.*\nStart with: opaws init\n$/);
  assert.equal(release.asked.at(-1), `/download/v2.0.0/${ARCHIVE}`);
});

Deno.test("install.sh --version refuses a program that calls itself another version", async () => {
  await using release = new Release();
  await release.publish("0.0.0");
  const { code, stderr } = await release.install(["--version", "9.9.9"]);
  assert.equal(code, 65);
  assert.match(stderr, /^opaws: cannot install version 9\.9\.9: .* version 0\.0\.0, nothing was/);
  assert.deepEqual(release.left(), []);
});

Deno.test("install.sh installs only what gh or cosign verifies, if one of them is there", async () => {
  for (const tool of ["gh", "cosign"]) {
    await using release = new Release();
    await release.publish("1.0.0");
    release.files.set("opaws.sigstore.json", new TextEncoder().encode("bundle"));
    const path = release.pathWithout();
    const calls = `${release.folder}/calls`;
    const fake = (status: number) =>
      Deno.writeTextFileSync(
        `${path}/${tool}`,
        `#!/bin/sh\ncase "$*" in *--help*) echo " --new-bundle-format"; exit 0 ;; esac\n` +
          `for each; do echo "$each"; done > '${calls}'\necho report\nexit ${status}\n`,
        { mode: 0o755 },
      );
    fake(1);
    const refused = await release.install([], { PATH: path });
    assert.equal(refused.code, 65);
    assert.match(
      refused.stderr,
      /^report\nopaws: cannot install .* does not accept its attestation/,
    );
    assert.deepEqual(release.left(), []);
    fake(0);
    const installed = await release.install([], { PATH: path });
    assert.equal(installed.code, 0, installed.stderr);
    assert.match(installed.stdout, /Its checksum and its attestation were verified\./);
    const seen = Deno.readTextFileSync(calls);
    const workflow =
      "^https://github.com/opaws/opaws/\\.github/workflows/release\\.yml@refs/tags/v";
    assert.ok(seen.split("\n").includes(workflow), seen);
    assert.match(seen, new RegExp(`/${ARCHIVE}$`, "m"));
    fake(4);
    const login = await release.install([], { PATH: path });
    assert.equal(login.code, tool === "gh" ? 0 : 65, "gh ends with 4 if it wants a login");
    if (tool === "gh") assert.match(login.stdout, /Its attestation was not/);
  }
});

Deno.test("install.sh follows no redirect from https to http, with curl or with wget", async () => {
  for (const fetcher of ["curl", "wget"]) {
    await using release = new Release();
    await release.publish();
    const { ca, cert, key } = certificates(release.folder, "IP:127.0.0.1");
    let to = "";
    await using front = Deno.serve(
      { hostname: "127.0.0.1", port: 0, cert, key, onListen() {} },
      (request) => {
        const { pathname } = new URL(request.url);
        if (pathname.startsWith("/moved")) {
          const file = release.files.get(pathname.split("/").pop()!);
          return new Response(file ?? "", { status: file ? 200 : 404 });
        }
        return new Response(null, { status: 302, headers: { location: `${to}${pathname}` } });
      },
    );
    const path = release.pathWithout("curl");
    Deno.symlinkSync(`/usr/bin/${fetcher}`, `${path}/${fetcher}`);
    Deno.writeTextFileSync(`${release.folder}/wgetrc`, `ca_certificate = ${ca}\n`);
    const secure = `https://127.0.0.1:${front.addr.port}`;
    const env = {
      PATH: path,
      OPAWS_BASE_URL: secure,
      CURL_CA_BUNDLE: ca,
      WGETRC: `${release.folder}/wgetrc`,
    };
    to = release.base;
    const refused = await release.install([], env);
    assert.equal(refused.code, 69, fetcher);
    assert.deepEqual(release.asked, [], `${fetcher} sent nothing without encryption`);
    assert.deepEqual(release.left(), []);
    for (to of [`${secure}/moved`, "/moved"]) {
      const followed = await release.install([], env);
      assert.deepEqual([followed.code, followed.stderr], [0, ""], `${fetcher} to ${to}`);
    }
  }
});

Deno.test("install.sh works in a folder with odd characters, and with wget and openssl", async () => {
  await using release = new Release();
  await release.publish();
  const folder = `${release.folder}/it's $(odd) ü`;
  const path = release.pathWithout("curl", "sha256sum");
  for (const tool of ["wget", "openssl"]) Deno.symlinkSync(`/usr/bin/${tool}`, `${path}/${tool}`);
  const { code, stderr } = await release.install([], { OPAWS_INSTALL_DIR: folder, PATH: path });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["opaws"]);
});

for (
  const [what, spoil] of [
    ["a wrong checksum", (release: Release) => release.sum(new Uint8Array(3))],
    ["a download cut short", (release: Release) => {
      const whole = release.files.get(ARCHIVE)!;
      release.files.set(ARCHIVE, whole.slice(0, whole.length / 2));
    }],
    ["a checksum list without it", (release: Release) => {
      release.files.set("SHA256SUMS", new TextEncoder().encode(`${"0".repeat(64)}  else\n`));
    }],
  ] as const
) {
  Deno.test(`install.sh refuses ${what} and keeps the installed program`, async () => {
    await using release = new Release();
    await release.publish("1.0.0");
    await release.install();
    await release.publish("6.6.6");
    await spoil(release);
    const { code, stderr } = await release.install();
    assert.equal(code, 65);
    assert.match(stderr, /^opaws: cannot install opaws-.*checksum/);
    assert.match(Deno.readTextFileSync(`${release.installed}/opaws`), /echo 1\.0\.0/);
    assert.deepEqual(release.left(), ["opaws"]);
  });
}

Deno.test("install.sh refuses an archive whose program is a symlink", async () => {
  await using release = new Release();
  Deno.mkdirSync(`${release.folder}/staging`);
  Deno.symlinkSync("/bin/true", `${release.folder}/staging/opaws`);
  const staging = `${release.folder}/staging`;
  await new Deno.Command("tar", { args: ["-czf", `${staging}/a`, "-C", staging, "opaws"] })
    .output();
  release.files.set(ARCHIVE, Deno.readFileSync(`${staging}/a`));
  await release.sum();
  assert.equal((await release.install()).code, 65);
  assert.deepEqual(release.left(), []);
});

Deno.test("install.sh names what is missing: a download tool, a hash tool, the release", async () => {
  for (
    const [missing, because] of [
      [["curl"], /there is neither curl nor wget/],
      [["sha256sum"], /there is no sha256sum, shasum or openssl/],
      [["tar"], /there is no tar or gzip/],
    ] as const
  ) {
    await using release = new Release();
    await release.publish();
    const { code, stderr } = await release.install([], { PATH: release.pathWithout(...missing) });
    assert.equal(code, 69);
    assert.match(stderr, because);
    assert.equal(release.left(), null);
  }
  await using empty = new Release();
  const { code, stderr } = await empty.install();
  assert.equal(code, 69);
  assert.match(stderr, /cannot download http:.*\/SHA256SUMS/);
  assert.deepEqual(empty.left(), []);
});

Deno.test("install.sh reports a folder it can't write to, and doesn't ask for more rights", async () => {
  await using release = new Release();
  await release.publish();
  // A file in place of the folder stops even root, which a mode doesn't.
  Deno.writeTextFileSync(`${release.folder}/file`, "");
  for (const folder of [`${release.folder}/file`, "/proc/opaws"]) {
    const { code, stderr } = await release.install([], { OPAWS_INSTALL_DIR: folder });
    assert.equal(code, 73);
    assert.match(stderr, /^opaws: cannot make .*\n {2}try: OPAWS_INSTALL_DIR=FOLDER\n$/);
  }
  assert.deepEqual(release.asked, []);
  assert.doesNotMatch(Deno.readTextFileSync(INSTALL), /\bsudo\b/);
});

Deno.test("install.sh downloads without encryption only from this machine", async () => {
  await using release = new Release();
  for (
    const base of [
      "http://example.com",
      "ftp://127.0.0.1",
      "http://127.0.0.1.example.com",
      "http://127.0.0.1@example.com",
      "http://127.0.0.1:80@example.com/",
      "http://localhost.example.com",
      "127.0.0.1",
    ]
  ) {
    const { code, stderr } = await release.install([], { OPAWS_BASE_URL: base });
    assert.equal(code, 64, base);
    assert.match(stderr, /https/);
  }
  const https = await release.install([], {
    OPAWS_BASE_URL: release.base.replace("http:", "https:"),
  });
  assert.equal(https.code, 69);
  assert.deepEqual(release.left(), []);
});

Deno.test("install.sh refuses unknown options and invalid versions", async () => {
  await using release = new Release();
  for (
    const args of [["--verion"], ["--version"], ["--version", "../../x"], ["--version", "1 2"]]
  ) {
    assert.equal((await release.install(args)).code, 64, args.join(" "));
  }
  assert.equal((await release.install([], { OPAWS_INSTALL_DIR: "bin" })).code, 64);
  assert.equal(release.left(), null);
});

Deno.test("install.sh --uninstall removes the program, and succeeds without one", async () => {
  await using release = new Release();
  await release.publish();
  await release.install();
  const gone = await release.install(["--uninstall"]);
  assert.match(gone.stdout, /^opaws is no longer in/);
  assert.deepEqual(release.left(), []);
  const none = await release.install(["--uninstall"]);
  assert.deepEqual([none.code, none.stdout.slice(0, 17)], [0, "There is no opaws"]);
});

Deno.test("install.sh does nothing if it is cut off anywhere", async () => {
  const text = Deno.readTextFileSync(INSTALL);
  const folder = Deno.makeTempDirSync({ prefix: "opaws-install-" });
  for (let part = 1; part < 20; part++) {
    const cut = text.slice(0, Math.floor((text.length - 12) * part / 20));
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", cut],
      env: { HOME: folder, PATH: "/usr/bin:/bin", OPAWS_BASE_URL: "http://127.0.0.1:1" },
      clearEnv: true,
    }).output();
    assert.equal(stdout.length, 0);
  }
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  Deno.removeSync(folder, { recursive: true });
});
