import assert from "node:assert/strict";
import { splitCommandLine } from "../windows/split_command_line.ts";
import { WindowsHome } from "./home.ts";

/** Arguments that programs of Windows often get wrong. */
const ODD = [
  "",
  " ",
  "a b",
  'a"b',
  '"quoted"',
  "C:\\dir\\",
  "C:\\a b\\",
  'a\\"b',
  'c\\\\"d e\\\\',
  "%PATH%",
  "%%",
  "^&|<>()!",
  '" & echo injected & "',
  "& echo injected",
  "| echo injected",
  "%CMDCMDLINE:~-1%& echo injected",
  "ü 日本 😀",
  "--query=[].{a:b,c:'d'}",
  "*?",
  "/?",
];

Deno.test("a program gets exactly the arguments that opaws got", async () => {
  using home = new WindowsHome();
  const got = JSON.parse(await home.succeed(["run", "--", "aws", "help", ...ODD]));
  assert.deepEqual(got.args, ["help", ...ODD]);
});

Deno.test("a batch file that passes its arguments on does too, and none of them runs a command", async () => {
  using home = new WindowsHome();
  Deno.renameSync(`${home.tools}\\aws.exe`, `${home.tools}\\real.exe`);
  Deno.writeTextFileSync(`${home.tools}\\aws.cmd`, '@echo off\r\n"%~dp0real.exe" %*\r\n');
  const got = JSON.parse(await home.succeed(["run", "--", "aws", "help", ...ODD]));
  assert.deepEqual(splitCommandLine(got.line), ["help", ...ODD]);
  const refused = await home.opaws(["run", "--", "aws", "help", "a\nb"]);
  assert.equal(refused.code, 126, refused.stderr);
  assert.match(refused.stderr, /an argument contains a line break/);
});

Deno.test("opaws ends with the exit status of the program, all 32 bits of it", async () => {
  using home = new WindowsHome();
  for (const status of [0, 1, 255, 256, 0xc000013a, 0xffffffff]) {
    const { code } = await home.opaws(["run", "--", "aws", "help", "exit", `${status}`]);
    assert.equal(code, status);
  }
});

Deno.test("standard input, output and error pass bytes", async () => {
  using home = new WindowsHome();
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const bytes = all.toHex();
  const written = await home.opaws(["run", "--", "aws", "help", "bytes", bytes]);
  assert.equal(written.bytes.toHex(), bytes);
  const got = JSON.parse(
    await home.succeed(["run", "--", "aws", "help"], { input: all, env: { STANDIN_READS: "1" } }),
  );
  assert.equal(got.input, bytes);
});

for (
  const [event, got] of [
    ["Ctrl-C", "interrupt"],
    ["Ctrl-Break", "interrupt"],
    ["close", "terminated"],
  ] as const
) {
  const name = event === "close" ? "the console's end" : event;
  Deno.test(`${name} reaches the program, and opaws outlives it`, async () => {
    using home = new WindowsHome();
    const ready = `${home.folder}\\ready`;
    const args = ["run", "--", "aws", "help", "wait", ready];
    const { code, stderr } = await home.inConsole({ ready, event }, args);
    assert.equal(code, 7, stderr);
    assert.equal(Deno.readTextFileSync(ready), `${got}\n`);
  });
}

Deno.test("a program that is not on PATH, or not for Windows, is reported as such", async () => {
  using home = new WindowsHome();
  const missing = await home.opaws(["run", "--", "opaws-no-such-tool"]);
  assert.ok([66, 127].includes(missing.code), missing.stderr);
  Deno.writeTextFileSync(`${home.tools}\\aws.exe`, "not a program");
  const broken = await home.opaws(["run", "--", "aws", "help"]);
  assert.equal(broken.code, 126, broken.stderr);
  assert.match(broken.stderr, /it is not a program for this machine/);
});
