import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import {
  isTerminalAlive,
  newSessionVariable,
  parseSessionVariable,
  systemSession,
  terminalSession,
} from "../../src/unlock/terminal_session.ts";
import { OtherSession } from "../other_session.ts";

const linux = Deno.build.os === "linux";

function hostWith(session?: string, platform = denoHost.platform): typeof denoHost {
  return { ...denoHost, platform, env: (name) => name === "OPAWS_SESSION" ? session : undefined };
}

Deno.test({
  name: "terminalSession() is the same for every process of a session, and another in a new one",
  ignore: !linux,
  async fn() {
    await using one = await OtherSession.start();
    await using two = await OtherSession.start();
    assert.match(one.id, /^linux-/);
    assert.equal(one.childId, one.id);
    assert.notEqual(two.id, one.id);
    assert.notEqual(terminalSession(hostWith())?.id, one.id);
  },
});

Deno.test({
  name: "isTerminalAlive() knows a recycled process id by its start time",
  ignore: !linux,
  async fn() {
    let ended;
    {
      await using session = await OtherSession.start();
      ended = session.id;
      assert.equal(isTerminalAlive(denoHost, session.id), true);
      const later = session.id.replace(/\d+$/, (start) => `${Number(start) + 1}`);
      assert.equal(isTerminalAlive(denoHost, later), false);
    }
    assert.equal(isTerminalAlive(denoHost, ended), false);
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
  const inherited = terminalSession(hostWith(`shell-1.${key}`));
  if (systemSession(denoHost)) assert.equal(inherited?.key, null, "of another terminal");
  else assert.equal(inherited?.id, "shell-1", "nothing else names this terminal");
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
