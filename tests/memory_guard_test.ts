import assert from "node:assert/strict";
import { ignoreUnlessLinux, ignoreUnlessRoot } from "./ignore.ts";
import { guardMemory, unguardMemory } from "../src/memory_guard.ts";
import { libc } from "../src/libc.ts";

const PRCTL = Deno.build.arch === "aarch64" ? 167n : 157n;

function dumpable(): bigint {
  return libc().syscall(PRCTL, 3n, 0n, 0n, 0n, 0n); // PR_GET_DUMPABLE
}

function softCoreLimit(): string {
  return /Max core file size +(\S+)/.exec(Deno.readTextFileSync("/proc/self/limits"))![1]!;
}

Deno.test({
  name: "guardMemory() forbids core dumps and attaching, and unguardMemory() allows them again",
  ignore: ignoreUnlessLinux(),
  fn() {
    const before = [dumpable(), softCoreLimit()];
    guardMemory();
    guardMemory();
    try {
      assert.deepEqual([dumpable(), softCoreLimit()], [0n, "0"]);
    } finally {
      unguardMemory();
    }
    assert.deepEqual([dumpable(), softCoreLimit()], before);
    unguardMemory();
    assert.deepEqual([dumpable(), softCoreLimit()], before);
  },
});

const SCRIPT = `
import { guardMemory } from ${
  JSON.stringify(new URL("../src/memory_guard.ts", import.meta.url).href)
};
import { terminalSession } from ${
  JSON.stringify(new URL("../src/unlock/terminal_session.ts", import.meta.url).href)
};
const host = { platform: "linux", env: () => undefined };
const before = terminalSession(host)?.id;
if (Deno.args[0] === "guarded") guardMemory();
console.log(Deno.pid, terminalSession(host)?.id === before);
for await (const _ of Deno.stdin.readable);
`;

for (const guarded of [true, false]) {
  Deno.test({
    name: `guardMemory() ${guarded ? "called" : "not called"}: the user's other processes ${
      guarded ? "cannot" : "can"
    } read the environment`,
    ignore: ignoreUnlessRoot(), // the test runs a process as another user than root
    async fn() {
      const script = Deno.makeTempFileSync({ suffix: ".ts" });
      const cache = Deno.makeTempDirSync();
      Deno.writeTextFileSync(script, SCRIPT);
      Deno.chmodSync(script, 0o644);
      Deno.chmodSync(cache, 0o777);
      const bundle = `${cache}/guarded.js`;
      const root = new URL("..", import.meta.url);
      const args = ["bundle", "--quiet", "--platform", "deno", "-o", bundle, script];
      const made = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
      assert.ok(made.success, new TextDecoder().decode(made.stderr));
      const program = `${cache}/deno`;
      // By another process: a file that this one has just written may be busy, as a test in parallel starts a process.
      const copied = new Deno.Command("install", { args: ["-m755", Deno.execPath(), program] });
      assert.ok((await copied.output()).success);
      const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
      const child = new Deno.Command("setpriv", {
        args: [...nobody, program, "run", "-A", "--no-config", bundle, guarded ? "guarded" : ""],
        env: { DENO_DIR: cache, HOME: cache, SECRET: "s3cret" },
        cwd: cache,
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      try {
        const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
        const { value } = await reader.read();
        await reader.cancel();
        const [pid, same] = value!.trim().split(" ");
        const spy = await new Deno.Command("setpriv", {
          args: [...nobody, "cat", `/proc/${pid}/environ`],
        }).output();
        const seen = new TextDecoder().decode(spy.stdout).includes("s3cret");
        assert.deepEqual([seen, spy.success], [!guarded, !guarded]);
        assert.equal(same, "true", "it no longer finds its terminal session");
      } finally {
        await child.stdin.close();
        await child.status;
        Deno.removeSync(script);
        Deno.removeSync(cache, { recursive: true });
      }
    },
  });
}
