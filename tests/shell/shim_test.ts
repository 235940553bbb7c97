import assert from "node:assert/strict";
import { batchShimText, pathLine, shimFile, shimText } from "../../src/shell/shim.ts";
import { isShimText, SHIM_START } from "../../src/shell/shim_mark.ts";
import type { Platform } from "../../src/platform.ts";

Deno.test("shimText() quotes the program and is recognized", () => {
  const text = shimText(["/it's $(x)/opaws"], "aws");
  assert.match(text, /\nexec '\/it'\\''s \$\(x\)\/opaws' 'run' '--' 'aws' "\$@"\n$/);
  assert.ok(isShimText(text.slice(0, SHIM_START)));
  assert.ok(isShimText("#!/bin/sh\n# opaws shim for aws, removed by opaws shim remove\n"));
  assert.ok(!isShimText("#!/bin/sh\nexec aws\n"));
});

Deno.test("shimText() exits with 127 if the shim finds itself in the same process", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  try {
    // What opaws would do if it mistook the shim for the program.
    Deno.writeTextFileSync(`${folder}/opaws`, `#!/bin/sh\nshift 2\nexec "${folder}/$@"\n`, {
      mode: 0o755,
    });
    Deno.writeTextFileSync(`${folder}/aws`, shimText([`${folder}/opaws`], "aws"), { mode: 0o755 });
    const { code, stderr } = await new Deno.Command(`${folder}/aws`, { args: ["s3", "ls"] })
      .output();
    assert.equal(code, 127);
    assert.match(new TextDecoder().decode(stderr), /cannot run aws: opaws found its shim again/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("pathLine() puts a folder with special characters first in sh and fish", async () => {
  for (const [program, shell] of [["sh", "bash"], ["fish", "fish"]] as const) {
    const folder = Deno.makeTempDirSync({ prefix: "opaws it's $(x) " });
    try {
      const { stdout } = await new Deno.Command(program, {
        args: ["-c", `${pathLine(shell, folder)}; printenv PATH`],
        env: { PATH: "/usr/bin:/bin", HOME: folder },
        clearEnv: true,
      }).output();
      assert.equal(new TextDecoder().decode(stdout).trim().split(":")[0], folder);
    } catch (error) {
      if (program === "sh" || !(error instanceof Deno.errors.NotFound) || Deno.env.get("CI")) {
        throw error;
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  }
});

Deno.test("batchShimText() calls opaws with all arguments, and returns its status", () => {
  const text = batchShimText(["C:\\Program Files\\100% opaws\\opaws.exe"], "cdk");
  assert.equal(
    text,
    "@echo off\r\nrem opaws shim for cdk, removed by opaws shim remove\r\n" +
      "setlocal\r\nset DENO_INTERNAL_CHILD_ENTRYPOINT=\r\n" +
      '"C:\\Program Files\\100%% opaws\\opaws.exe" "run" "--" "cdk" %*\r\nexit /b %ERRORLEVEL%\r\n',
  );
  assert.equal(isShimText(text), true);
  assert.equal(isShimText("@echo off\r\nrem another\r\n"), false);
  assert.throws(() => batchShimText(['C:\\a"b.exe'], "cdk"), TypeError);
  assert.deepEqual(["windows", "linux"].map((each) => shimFile("cdk", each as Platform)), [
    "cdk.cmd",
    "cdk",
  ]);
});
