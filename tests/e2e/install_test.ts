import assert from "node:assert/strict";

const INSTALL = new URL("../../install.sh", import.meta.url).pathname;
const TARGET = `${Deno.build.arch}-unknown-linux-gnu`;
const ARCHIVE = `opaws-${TARGET}.tar.gz`;
const TOOLS = "sh uname mktemp mkdir rm mv chmod cut awk tar gzip cat curl sha256sum sysctl".split(
  " ",
);

/** A releases page on loopback with a small program, and a home to install it into. */
class Release implements AsyncDisposable {
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-install-" }));
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly asked: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname } = new URL(request.url);
      this.asked.push(pathname);
      const file = this.files.get(pathname.split("/").pop()!);
      return file ? new Response(file) : new Response("no", { status: 404 });
    });
  }

  get base(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get installed(): string {
    return `${this.folder}/.local/bin`;
  }

  /** Publishes a program that prints `version`, with the right checksum. */
  async publish(version = "9.9.9"): Promise<void> {
    const staging = `${this.folder}/staging`;
    Deno.mkdirSync(staging, { recursive: true });
    Deno.writeTextFileSync(`${staging}/opaws`, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
    Deno.writeTextFileSync(`${staging}/other`, "other");
    await new Deno.Command("tar", {
      args: ["-czf", `${staging}/a`, "-C", staging, "opaws", "other"],
    })
      .output();
    this.files.set(ARCHIVE, Deno.readFileSync(`${staging}/a`));
    await this.sum();
  }

  async sum(bytes = this.files.get(ARCHIVE)!): Promise<void> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    const list = `${"0".repeat(64)}  opaws-other.tar.gz\n${hash}  ${ARCHIVE}\n`;
    this.files.set("SHA256SUMS", new TextEncoder().encode(list));
  }

  /** Runs install.sh as `curl | sh` would. */
  async install(
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = new Deno.Command("/bin/sh", {
      args: ["-s", "--", ...args],
      env: {
        HOME: this.folder,
        PATH: Deno.env.get("PATH")!,
        OPAWS_BASE_URL: this.base,
        ...env,
      },
      clearEnv: true,
      cwd: this.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(Deno.readFileSync(INSTALL));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  /** Makes a folder for PATH with the programs that install.sh uses, except `missing`. */
  pathWithout(...missing: string[]): string {
    const folder = `${this.folder}/path`;
    Deno.mkdirSync(folder);
    for (const tool of TOOLS.filter((tool) => !missing.includes(tool))) {
      const real = ["/usr/bin", "/bin"].map((at) => `${at}/${tool}`).find((path) => {
        try {
          return Deno.statSync(path).isFile;
        } catch {
          return false;
        }
      });
      if (real) Deno.symlinkSync(real, `${folder}/${tool}`);
    }
    return folder;
  }

  /** Returns the names in the folder it installs to, including hidden leftovers. Null if there is no folder. */
  left(): string[] | null {
    try {
      return [...Deno.readDirSync(this.installed)].map(({ name }) => name).sort();
    } catch {
      return null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("install.sh installs the program after verifying its checksum", async () => {
  await using release = new Release();
  await release.publish();
  const { code, stdout, stderr } = await release.install();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^opaws 9\.9\.9 is in .*\/\.local\/bin\nThat folder is not on your PATH/);
  assert.deepEqual(release.left(), ["opaws"]);
  assert.equal(Deno.statSync(`${release.installed}/opaws`).mode! & 0o777, 0o755);
  assert.deepEqual(release.asked, ["/latest/download/SHA256SUMS", `/latest/download/${ARCHIVE}`]);
});

Deno.test("install.sh --version installs that release over an older one", async () => {
  await using release = new Release();
  await release.publish("1.0.0");
  await release.install();
  await release.publish("2.0.0");
  const env = { PATH: `${release.installed}:${Deno.env.get("PATH")}` };
  const { code, stdout } = await release.install(["--version", "v2.0.0"], env);
  assert.equal(code, 0);
  assert.match(stdout, /^opaws 2\.0\.0 is in .*\nStart with: opaws init\n$/);
  assert.equal(release.asked.at(-1), `/download/v2.0.0/${ARCHIVE}`);
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
