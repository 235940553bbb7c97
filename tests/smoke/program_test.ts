import assert from "node:assert/strict";

/** The words that start opaws: what `OPAWS_BIN` names, else the bundle. Works on every system. */
const own = Deno.env.get("OPAWS_BIN");
const bundle = decodeURIComponent(new URL("../../dist/opaws.js", import.meta.url).pathname)
  .replace(/^\/(?=[A-Za-z]:)/, "");
const [program, ...first] = own
  ? [own]
  : [Deno.execPath(), "run", "-A", "-q", "--no-config", "--no-lock", bundle];
const windows = Deno.build.os === "windows";

class Home implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "opaws-smoke-" });

  async opaws(words: readonly string[], input = "") {
    const { folder } = this;
    const child = new Deno.Command(program!, {
      args: [...first, ...words],
      cwd: folder,
      env: {
        HOME: folder,
        USERPROFILE: folder,
        APPDATA: `${folder}/roaming`,
        LOCALAPPDATA: `${folder}/local`,
        TMPDIR: folder,
        PATH: Deno.env.get("PATH") ?? "",
        DENO_DIR: Deno.env.get("DENO_DIR") ?? `${folder}/deno`,
        ...(windows ? { SystemRoot: Deno.env.get("SystemRoot") ?? "C:\\Windows" } : {}),
      },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
    const { code, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("the program tells its version and its help", async () => {
  using home = new Home();
  const { version } = JSON.parse(
    Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
  );
  const told = await home.opaws(["--version"]);
  assert.deepEqual([told.code, told.stdout.trim()], [0, version]);
  assert.match((await home.opaws(["--help"])).stdout, /opaws init/);
});

Deno.test("the program makes a vault and puts an item into it", async () => {
  using home = new Home();
  const made = await home.opaws(
    ["vault", "create", "personal", "--password-stdin"],
    "a good password\n",
  );
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  assert.match((await home.opaws(["vault", "list"])).stdout, /personal/);
  const document = {
    title: "AWS dev",
    fields: {
      "access key id": "AKIAIOSFODNN7EXAMPLE",
      "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
  };
  // Where nothing can be kept for a terminal the item is refused with 79, never with a hang or a bug.
  const { code, stderr } = await home.opaws(
    ["item", "create", "--stdin"],
    JSON.stringify(document),
  );
  assert.ok([0, 79].includes(code), stderr);
});

Deno.test("the program prints hooks, and tells a shell it does not know", async () => {
  using home = new Home();
  assert.match((await home.opaws(["hook", "pwsh"])).stdout, /Function:global/);
  assert.match((await home.opaws(["hook", "bash"])).stdout, /__opaws/);
  assert.equal((await home.opaws(["hook", "csh"])).code, 64);
});

Deno.test("the program runs a tool that needs no credentials, and answers its status", async () => {
  using home = new Home();
  const absent = await home.opaws(["run", "--", "opaws-no-such-tool", "--version"]);
  assert.ok([66, 127].includes(absent.code), absent.stderr);
});
