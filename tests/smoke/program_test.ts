import assert from "node:assert/strict";

// The tests of this file work on every system. They run the program that `OPAWS_BIN` names, by default the bundle.
const own = Deno.env.get("OPAWS_BIN");
const bundle = decodeURIComponent(new URL("../../dist/opaws.js", import.meta.url).pathname)
  .replace(/^\/(?=[A-Za-z]:)/, "");
const [program, ...first] = own
  ? [own]
  : [Deno.execPath(), "run", "-A", "-q", "--no-config", "--no-lock", bundle];
const windows = Deno.build.os === "windows";

class Home implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "opaws-smoke-" });

  async opaws(args: readonly string[], input = "", more: Record<string, string> = {}) {
    const { folder } = this;
    const child = new Deno.Command(program!, {
      args: [...first, ...args],
      cwd: folder,
      env: {
        HOME: folder,
        USERPROFILE: folder,
        APPDATA: `${folder}/roaming`,
        LOCALAPPDATA: `${folder}/local`,
        TMPDIR: folder,
        PATH: Deno.env.get("PATH") ?? "",
        DENO_DIR: Deno.env.get("DENO_DIR") ?? `${folder}/deno`,
        ...more,
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

Deno.test("the program prints its version and its help", async () => {
  using home = new Home();
  const { version } = JSON.parse(
    Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
  );
  const shown = await home.opaws(["--version"]);
  assert.deepEqual([shown.code, shown.stdout.trim()], [0, version]);
  assert.match((await home.opaws(["--help"])).stdout, /opaws init/);
});

Deno.test("the program creates a vault and an item in it", async () => {
  using home = new Home();
  const created = await home.opaws(
    ["vault", "create", "personal", "--password-stdin"],
    "a good password\n",
  );
  assert.deepEqual([created.code, created.stderr], [0, ""]);
  assert.match((await home.opaws(["vault", "list"])).stdout, /personal/);
  const document = {
    title: "AWS dev",
    fields: {
      "access key id": "AKIAIOSFODNN7EXAMPLE",
      "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
  };
  // A terminal without an unlock cache refuses the item with 79. It never hangs.
  const { code, stderr } = await home.opaws(
    ["item", "create", "--stdin"],
    JSON.stringify(document),
  );
  assert.ok([0, 79].includes(code), stderr);
});

Deno.test("the program prints hooks, and refuses an unknown shell", async () => {
  using home = new Home();
  assert.match((await home.opaws(["hook", "pwsh"])).stdout, /Function:global/);
  assert.match((await home.opaws(["hook", "bash"])).stdout, /__opaws/);
  assert.equal((await home.opaws(["hook", "csh"])).code, 64);
});

Deno.test("the program reports a tool that is not installed", async () => {
  using home = new Home();
  const missing = await home.opaws(["run", "--", "opaws-no-such-tool", "--version"]);
  assert.ok([66, 127].includes(missing.code), missing.stderr);
});

Deno.test({
  name: "the program unlocks a vault for a terminal and runs a tool with its item",
  ignore: windows, // tests/on_windows does more of this
  async fn() {
    using home = new Home();
    // As the hook of a shell in this terminal sets it, for systems without a kernel keyring.
    const session = { OPAWS_SESSION: `shell-${Deno.pid}-0123456789abcdef.${"7".repeat(64)}` };
    const run = async (args: readonly string[], input = ""): Promise<string> => {
      const { code, stdout, stderr } = await home.opaws(args, input, session);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    await run(["vault", "create", "personal", "--password-stdin"], "a good password\n");
    await run(["unlock", "--password-stdin"], "a good password\n");
    const fields = { "access key id": "AKIAIOSFODNN7EXAMPLE", "secret access key": "x".repeat(40) };
    await run(["item", "create", "--stdin"], JSON.stringify({ title: "AWS dev", fields }));
    const shown = await run(["run", "--item", "AWS dev", "--", "printenv", "AWS_ACCESS_KEY_ID"]);
    assert.equal(shown.trim(), "AKIAIOSFODNN7EXAMPLE");
  },
});
