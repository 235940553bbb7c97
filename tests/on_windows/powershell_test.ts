import assert from "node:assert/strict";
import { KEY, STANDIN, WindowsHome } from "./home.ts";

// Wine has no PowerShell, only a program of that name that does nothing. So these tests run on Windows alone.
const isWine = (() => {
  const { GetModuleHandleW, GetProcAddress } = Deno.dlopen("kernel32.dll", {
    GetModuleHandleW: { parameters: ["buffer"], result: "pointer" },
    GetProcAddress: { parameters: ["pointer", "buffer"], result: "pointer" },
  }).symbols;
  const name = Uint16Array.from("ntdll.dll\0", (letter) => letter.charCodeAt(0));
  const exported = new TextEncoder().encode("wine_get_version\0");
  return GetProcAddress(GetModuleHandleW(name), exported) !== null;
})();

/** Windows PowerShell 5.1, and PowerShell 7. */
const SHELLS = ["powershell.exe", "pwsh.exe"];

/** Variables of the system that PowerShell's modules need. */
const SYSTEM = Object.fromEntries(
  ["ProgramFiles", "ProgramData", "SystemDrive", "windir"]
    .map((name) => [name, Deno.env.get(name) ?? ""]),
);

/** Runs `script` in the PowerShell `shell`. */
async function runIn(shell: string, home: WindowsHome, script: string, env = {}) {
  const { code, stdout, stderr } = await new Deno.Command(shell, {
    args: [
      "-NoLogo",
      "-NoProfile",
      "-NonInteractive",
      "-ExecutionPolicy",
      "Bypass",
      "-Command",
      script,
    ],
    cwd: home.folder,
    env: { ...home.variables, ...SYSTEM, ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Reads the saved hook. */
const LOAD = ". (Join-Path $env:LOCALAPPDATA 'opaws\\state\\hook.ps1')";

for (const shell of SHELLS) {
  Deno.test({
    name: `${shell}: the saved hook runs the tool with its arguments, pipes, and its exit status`,
    ignore: isWine,
    async fn() {
      using home = new WindowsHome();
      await home.withItem();
      await home.succeed(["init", "aws", "--item", "AWS dev", "--scope", "global", "--yes"]);
      await home.succeed(["hook", "--install", "pwsh"]);
      // The hook makes a terminal session of its own, which has to be unlocked.
      const unlock = "$env:OPAWS_SESSION -match '^shell-\\d+-[0-9a-f]{16}\\.[0-9a-f]{64}$'";
      const session = await runIn(shell, home, `${LOAD}; ${unlock}; $env:OPAWS_HOOK`);
      assert.match(session.stdout, /^True\r?\n\d+:aws/, session.stderr);
      const status = await runIn(shell, home, `${LOAD}; aws help exit 7; exit $LASTEXITCODE`);
      assert.equal(status.code, 7, status.stderr);
      const got = await runIn(shell, home, `${LOAD}; aws help 's 3' '--' x`, {
        DENO_INTERNAL_CHILD_ENTRYPOINT: "C:\\nonexistent.mjs",
      });
      const report = JSON.parse(got.stdout);
      assert.deepEqual(report.args, ["help", "s 3", "--", "x"]);
      assert.equal(report.variables.DENO_INTERNAL_CHILD_ENTRYPOINT, undefined);
      const piped = await runIn(shell, home, `${LOAD}; 'in' | aws help`, { STANDIN_READS: "1" });
      assert.match(JSON.parse(piped.stdout).input, /^(efbbbf)?696e/);
    },
  });

  Deno.test({
    name: `${shell}: the lines of export and the completion script are valid`,
    ignore: isWine,
    async fn() {
      using home = new WindowsHome();
      await home.withItem();
      const lines = await home.succeed(["export", "--item", "AWS dev"]);
      const exported = await runIn(shell, home, `${lines}; $env:AWS_ACCESS_KEY_ID`);
      assert.equal(exported.stdout.trim(), KEY.id);
      const file = `${home.folder}\\complete.ps1`;
      Deno.writeTextFileSync(file, await home.succeed(["completion", "pwsh"]));
      const loaded = await runIn(shell, home, ". .\\complete.ps1; 'loaded'");
      assert.equal(loaded.stdout.trim(), "loaded", loaded.stderr);
    },
  });

  Deno.test({
    name: `${shell}: install.ps1 installs what has the right checksum, and nothing else`,
    ignore: isWine,
    async fn() {
      using home = new WindowsHome();
      const release = home.subfolder("release");
      const archive = "opaws-x86_64-pc-windows-msvc.zip";
      Deno.copyFileSync(STANDIN, `${home.folder}\\opaws.exe`);
      const zip = `Compress-Archive -LiteralPath opaws.exe -DestinationPath 'release\\${archive}'`;
      assert.equal((await runIn(shell, home, zip)).code, 0);
      const hash = await crypto.subtle.digest(
        "SHA-256",
        Deno.readFileSync(`${release}\\${archive}`),
      );
      let sums = `${new Uint8Array(hash).toHex()}  ${archive}\n`;
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        (request) => {
          const name = new URL(request.url).pathname.replace("/latest/download/", "");
          if (name === "SHA256SUMS") return new Response(sums);
          return name === archive
            ? new Response(Deno.readFileSync(`${release}\\${archive}`))
            : new Response(null, { status: 404 });
        },
      );
      const folder = `${home.folder}\\installed`;
      const env = {
        OPAWS_INSTALL_DIR: folder,
        OPAWS_BASE_URL: `http://127.0.0.1:${server.addr.port}`,
      };
      const script = decodeURIComponent(new URL("../../install.ps1", import.meta.url).pathname);
      const install = () => runIn(shell, home, `& '${script.slice(1)}'`, env);
      const installed = await install();
      assert.equal(installed.code, 0, installed.stderr);
      assert.match(installed.stdout, /Its checksum was verified/);
      assert.ok(Deno.statSync(`${folder}\\opaws.exe`).isFile);
      sums = `${"0".repeat(64)}  ${archive}\n`;
      const refused = await install();
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr.replace(/\s/g, ""), /itschecksumdiffers/); // 5.1 breaks lines
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["opaws.exe"]);
    },
  });
}
