import assert from "node:assert/strict";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { ignoreOnWindows, ignoreWithout } from "../ignore.ts";
import { RoleHome } from "./role_home.ts";

Deno.test({
  name: "opaws forwards signals to the tool, and ends by the signal that ends it",
  ignore: ignoreOnWindows(),
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    const start = (script: string) =>
      new Deno.Command(`${home.folder}/bin/opaws`, {
        args: ["run", "--server", "--", "sh", "-c", script],
        env: { ...home.env },
        clearEnv: true,
        stdout: "piped",
        stderr: "inherit",
        stdin: "null",
      }).spawn();
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1"] as const) {
      const name = signal.slice(3);
      const child = start(`trap 'exit 3' ${name}; echo ready; while :; do sleep 0.1; done`);
      const reader = child.stdout.getReader();
      await reader.read();
      child.kill(signal);
      assert.equal((await child.status).code, 3, signal);
      await reader.cancel();
    }
    const child = start("kill -TERM $$");
    await child.stdout.cancel();
    assert.equal((await child.status).signal, "SIGTERM");
    assert.deepEqual(serverFiles(home), []);
  },
});

Deno.test({
  name: "Ctrl-C reaches the tool once, and Ctrl-Z stops both",
  ignore: ignoreWithout("setsid"),
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    await using terminal = home.terminal("/bin/bash", ["--norc", "-i"]);
    const script = "trap 'echo got-INT' INT; echo rea''dy; for i in 1 2 3 4; do sleep 0.3; done";
    await terminal.send(`opaws run --server -- sh -c "${script}"; echo sta''tus $?\r`);
    await terminal.expect(/Password of vault/);
    await terminal.send("correct horse battery\r");
    await terminal.expect(/ready/);
    await terminal.send("\x03");
    const output = await terminal.expect(/[^]*status \d+/);
    assert.equal(output.match(/got-INT/g)?.length, 1, output);
    await terminal.send(`opaws run --server -- sh -c "echo rea''dy; sleep 1; echo do''ne"\r`);
    await terminal.expect(/ready/);
    await terminal.send("\x1a");
    await terminal.expect(/Stopped/);
    await terminal.send("fg\r");
    await terminal.expect(/done/);
  },
});

Deno.test({
  name:
    "on a terminal, kill reaches the tool, a signal to the whole group reaches it once, and so does each Ctrl-C",
  ignore: ignoreWithout("setsid"),
  fn: async () => {
    await using sts = FakeSts.start();
    using home = await RoleHome.make(sts);
    await using terminal = home.terminal("/bin/bash", ["--norc", "-i"]);
    const names = ["INT", "TERM", "HUP", "QUIT", "USR1", "USR2"];
    const traps = names.map((name) => `trap 'echo got-${name}' ${name}`).join("; ");
    Deno.writeTextFileSync(
      `${home.folder}/tool`,
      `#!/bin/sh\n${traps}\necho $PPID $$ >pids\necho rea''dy\n` +
        "while [ ! -e end ]; do sleep 0.1; done\necho en''ded\n",
      { mode: 0o755 },
    );
    await terminal.send("opaws run --server -- ./tool\r");
    await terminal.expect(/Password of vault/);
    await terminal.send("correct horse battery\r");
    await terminal.expect(/ready/);
    const [opaws] = Deno.readTextFileSync(`${home.folder}/pids`).split(" ").map(Number);
    const got = (name: string) => terminal.output.split(`got-${name}`).length - 1;
    // A witness counts some time after its start. Until then opaws takes SIGINT for a key of the terminal.
    const untilWatched = async (name: "INT" | "QUIT" = "INT"): Promise<void> => {
      for (const before = got(name); got(name) === before;) {
        Deno.kill(opaws!, `SIG${name}`);
        await new Promise((done) => setTimeout(done, 300));
      }
    };
    await untilWatched();
    for (const name of names) {
      const before = got(name);
      Deno.kill(opaws!, `SIG${name}` as Deno.Signal);
      await eventually(() => got(name) > before);
    }
    const toAll: readonly (readonly [string, () => unknown])[] = [
      ["INT", () => terminal.send("\x03")],
      ["QUIT", () => terminal.send("\x1c")],
      ["TERM", () => home.run("/bin/kill", ["-TERM", "--", `-${opaws}`])],
      ["HUP", () => home.run("/bin/kill", ["-HUP", "--", `-${opaws}`])],
    ];
    for (const [name, send] of toAll) {
      const before = got(name);
      await send();
      await eventually(() => got(name) > before);
      await untilWatched(name === "INT" ? "QUIT" : "INT");
      assert.equal(got(name), before + 1, terminal.output);
    }
    Deno.writeTextFileSync(`${home.folder}/end`, "");
    await terminal.expect(/ended/);
  },
});

/** Returns when `check` returns true. */
async function eventually(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((done) => setTimeout(done, 20));
}

function serverFiles(home: RoleHome): string[] {
  return [...Deno.readDirSync(`${home.folder}/run/opaws`)].map(({ name }) => name)
    .filter((name) => name.startsWith("server-"));
}
