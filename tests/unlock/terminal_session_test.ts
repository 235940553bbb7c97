import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import {
  isTerminalAlive,
  newSessionVariable,
  parseSessionVariable,
  terminalSession,
} from "../../src/unlock/terminal_session.ts";

const linux = Deno.build.os === "linux";

function hostWith(session?: string, platform = denoHost.platform): typeof denoHost {
  return { ...denoHost, platform, env: (name) => name === "OPAWS_SESSION" ? session : undefined };
}

Deno.test({
  name: "terminalSession() is the same for every process of a session, and another in a new one",
  ignore: !linux,
  async fn() {
    const here = terminalSession(hostWith());
    assert.ok(here?.leader);
    const script = `
      import { terminalSession } from ${
      JSON.stringify(
        new URL("../../src/unlock/terminal_session.ts", import.meta.url).href,
      )
    };
      console.log(terminalSession({ platform: "linux", env: () => undefined })?.id);
    `;
    const run = async (command: string, args: string[]): Promise<string> => {
      const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(script));
      await writer.close();
      return new TextDecoder().decode((await child.output()).stdout).trim();
    };
    assert.equal(await run(Deno.execPath(), ["run", "-A", "-"]), here.id);
    const other = await run("setsid", ["--wait", Deno.execPath(), "run", "-A", "-"]);
    assert.match(other, /^linux-/);
    assert.notEqual(other, here.id);
  },
});

Deno.test({
  name: "isTerminalAlive() knows a recycled process id by its start time",
  ignore: !linux,
  fn() {
    const id = terminalSession(hostWith())!.id;
    assert.equal(isTerminalAlive(denoHost, id), true);
    assert.equal(
      isTerminalAlive(denoHost, id.replace(/\d+$/, (start) => `${Number(start) + 1}`)),
      false,
    );
    assert.equal(isTerminalAlive(denoHost, id.replace(/-\d+-(\d+)$/, "-999999999-$1")), false);
  },
});

Deno.test("terminalSession() uses OPAWS_SESSION only where it belongs", () => {
  const key = "ab".repeat(32);
  assert.deepEqual(terminalSession(hostWith(`shell-1.${key}`, "windows")), {
    id: "shell-1",
    leader: null,
    key: Uint8Array.fromHex(key),
  });
  assert.equal(terminalSession(hostWith(undefined, "windows")), null);
  if (!linux) return;
  assert.equal(terminalSession(hostWith(`shell-1.${key}`))?.key, null, "of another terminal");
  const own = newSessionVariable(hostWith());
  assert.equal(terminalSession(hostWith(own))?.key?.length, 32);
});

Deno.test("parseSessionVariable() refuses what could leave the folder or is no key", () => {
  for (
    const text of [
      "",
      "a",
      "a.b",
      `../x.${"ab".repeat(32)}`,
      `a.${"AB".repeat(32)}`,
      `a.${"ab".repeat(31)}`,
    ]
  ) {
    assert.equal(parseSessionVariable(text), null, text);
  }
});
