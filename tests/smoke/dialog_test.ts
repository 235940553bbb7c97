// The scripts of the dialogs are accepted by the programs of their systems. Nobody is there to answer them.
import assert from "node:assert/strict";
import { osascriptArguments } from "../../src/unlock/prompts/dialog/osascript.ts";
import { windowsDialog } from "../../src/unlock/prompts/dialog/windows_dialog.ts";
import { loginSession } from "../../src/unlock/login_session.ts";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { ignoreUnless } from "../ignore.ts";

const QUESTION = { lines: ["line"], question: "Password", confirms: false };

Deno.test({
  name: "osacompile accepts the script of the dialog",
  ignore: ignoreUnless(Deno.build.os === "darwin", "macOS"),
  fn: async () => {
    const [flag, script] = osascriptArguments(QUESTION);
    const out = `${Deno.makeTempDirSync()}/dialog.scpt`;
    const { success, stderr } = await new Deno.Command("/usr/bin/osacompile", {
      args: [flag!, script!, "-o", out],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});

Deno.test({
  name: "Windows PowerShell accepts the script of the dialog",
  ignore: ignoreUnless(Deno.build.os === "windows", "Windows"),
  fn: async () => {
    const script = windowsDialog(QUESTION, "C:\\Windows").args.at(-1)!;
    const { success, stderr } = await new Deno.Command("powershell.exe", {
      args: ["-NoProfile", "-Command", "$null = [scriptblock]::Create($env:SCRIPT)"],
      env: { SCRIPT: script },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});

Deno.test({
  name: "macOS and Windows name the login session, always the same",
  ignore: ignoreUnless(Deno.build.os !== "linux", "macOS or Windows"),
  fn: () => {
    const paths = findPaths(denoHost);
    const session = loginSession(denoHost, paths);
    assert.match(session?.id ?? "", /^login-(darwin|windows)-[0-9a-f]+$/);
    assert.deepEqual(loginSession(denoHost, paths), session);
  },
});
