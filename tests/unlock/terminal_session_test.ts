import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import {
  newSessionVariable,
  parseSessionVariable,
  systemSession,
  terminalSession,
} from "../../src/unlock/terminal_session.ts";
import {
  deviceName,
  hasTerminalEnded,
  isTerminalAlive,
  terminalName,
} from "../../src/unlock/terminal_state.ts";
import type { MacProcess } from "../../src/unlock/mac_process.ts";
import { throwaway } from "../throwaway.ts";
import { OtherSession } from "../other_session.ts";
import { ignoreUnlessLinux } from "../ignore.ts";

const linux = Deno.build.os === "linux";

function hostWith(session?: string, platform = denoHost.platform): typeof denoHost {
  return { ...denoHost, platform, env: (name) => name === "OPAWS_SESSION" ? session : undefined };
}

Deno.test({
  name:
    "terminalSession() returns one id for all processes of a session, and another in a new session",
  ignore: ignoreUnlessLinux(),
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
  name: "isTerminalAlive() recognizes a recycled process id by its start time",
  ignore: ignoreUnlessLinux(),
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

Deno.test("terminalSession() ignores the OPAWS_SESSION of another terminal", () => {
  const key = "ab".repeat(32);
  assert.deepEqual(terminalSession(hostWith(`shell-1.${key}`, "windows")), {
    id: "shell-1",
    leader: null,
    key: Uint8Array.fromHex(key),
  });
  assert.equal(terminalSession(hostWith(undefined, "windows")), null);
  if (!linux) return;
  const inherited = terminalSession(hostWith(`shell-1.${key}`));
  if (systemSession(denoHost)) assert.equal(inherited?.key, null, "it is of another terminal");
  else assert.equal(inherited?.id, "shell-1", "the only id of this terminal");
  if (systemSession(denoHost)) {
    const made = (pid: number) => terminalSession(hostWith(`shell-${pid}-0123456789abcdef.${key}`));
    assert.equal(made(Deno.pid)?.key?.length, 32, "a shell of this session made it");
    assert.equal(made(1)?.key ?? null, null, "a shell of another session made it");
    assert.equal(made(999_999_999)?.key, null, "the shell is gone");
  }
  const own = newSessionVariable(hostWith());
  assert.equal(terminalSession(hostWith(own))?.key?.length, 32);
});

Deno.test("parseSessionVariable() refuses a malformed key and an id that is not a plain file name", () => {
  for (
    const text of [
      "",
      "a",
      "a.b",
      `../x.${"ab".repeat(32)}`,
      `a.${"AB".repeat(32)}`,
      `a.${"ab".repeat(31)}`,
      `a.${"ab".repeat(33)}`,
      `a.${"ab".repeat(32)}\n`,
      ` a.${"ab".repeat(32)}`,
      `a.${"ab".repeat(32)}.b`,
      `.${"ab".repeat(32)}`,
      `${"a".repeat(101)}.${"ab".repeat(32)}`,
    ]
  ) {
    assert.equal(parseSessionVariable(text), null, text);
  }
});

Deno.test({
  name:
    "hasTerminalEnded() is true without its leader and after a restart, and false for other containers",
  ignore: ignoreUnlessLinux(),
  async fn() {
    let ended;
    {
      await using session = await OtherSession.start();
      ended = session.id;
      assert.equal(hasTerminalEnded(denoHost, ended), false);
      assert.match(terminalName(denoHost, ended), / \(.+ \d+\)$/);
    }
    const [, boot, space, leader, start] = ended.split("-");
    const container = `linux-${boot}-${Number(space) + 1}-${leader}-${start}`;
    const restarted = `linux-${boot === "00000000" ? "11111111" : "00000000"}-1-${leader}-${start}`;
    assert.equal(hasTerminalEnded(denoHost, ended), true);
    assert.equal(hasTerminalEnded(denoHost, restarted), true);
    assert.equal(hasTerminalEnded(denoHost, container), false);
    assert.equal(terminalName(denoHost, ended), `a terminal that has ended (process ${leader})`);
    assert.equal(
      terminalName(denoHost, container),
      `a terminal of another container (process ${leader})`,
    );
  },
});

Deno.test("a terminal session that the system knows nothing about counts as alive and is named by its id", () => {
  const mac = { platform: "darwin" } as const;
  const cases = [
    ["shell-0a1b", denoHost],
    ["linux-0a1b-1-2-3", mac],
    ["x-linux-0a1b-1-2-3", denoHost],
    ["linux-0a1b-1-2-3-4", denoHost],
  ] as const;
  for (const [id, host] of cases) {
    assert.equal(isTerminalAlive(host, id), true, id);
    assert.equal(hasTerminalEnded(host, id), false, id);
    assert.equal(terminalName(host, id), id);
  }
});

Deno.test("newSessionVariable() holds the system's session id, if there is one, and a new key each time", () => {
  const [one, two] = [newSessionVariable(denoHost), newSessionVariable(denoHost)];
  assert.notDeepEqual(parseSessionVariable(one)!.key, parseSessionVariable(two)!.key);
  const system = systemSession(denoHost);
  if (system) assert.equal(parseSessionVariable(one)!.id, system.id);
  const variable = newSessionVariable({ ...denoHost, platform: "windows" });
  assert.match(variable, /^shell-[0-9a-f]{16}\.[0-9a-f]{64}$/);
});

Deno.test({
  name:
    "isTerminalAlive() and terminalName() handle a leader whose name contains spaces and parentheses",
  ignore: ignoreUnlessLinux(),
  async fn() {
    using place = throwaway();
    await using session = await OtherSession.start();
    const [, boot, space] = session.id.split("-");
    const odd = `${place.folder}/a) R 1 (b`;
    Deno.copyFileSync("/bin/sleep", odd);
    const child = new Deno.Command(odd, { args: ["60"] }).spawn();
    try {
      // Field 22 of proc(5), counted from after the name, which is field 2.
      const text = Deno.readTextFileSync(`/proc/${child.pid}/stat`);
      const start = text.split("a) R 1 (b) ")[1]!.split(" ")[22 - 3]!;
      const id = `linux-${boot}-${space}-${child.pid}-${start}`;
      assert.equal(isTerminalAlive(denoHost, id), true);
      assert.match(terminalName(denoHost, id), new RegExp(` \\(a\\) R 1 \\(b ${child.pid}\\)$`));
      assert.equal(isTerminalAlive(denoHost, id.replace(/\d+$/, "1")), false);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  },
});

Deno.test("deviceName() returns the name of a terminal device", () => {
  const cases: [major: number, minor: number, name: string][] = [
    [136, 0, "pts/0"],
    [136, 255, "pts/255"],
    [136, 300, "pts/300"],
    [137, 1, "pts/257"],
    [143, 0, "pts/1792"],
    [135, 0, "terminal 135:0"],
    [144, 2, "terminal 144:2"],
    [4, 1, "tty1"],
    [4, 63, "tty63"],
    [4, 64, "ttyS0"],
    [4, 65, "ttyS1"],
    [5, 1, "terminal 5:1"],
    [0, 0, "no terminal"],
  ];
  for (const [major, minor, name] of cases) {
    const device = (minor & 0xff) | major << 8 | (minor & ~0xff) << 12;
    assert.equal(deviceName(device), name);
  }
});

Deno.test("isTerminalAlive(), hasTerminalEnded() and terminalName() on macOS compare the leader's start time", () => {
  const mac = { platform: "darwin" } as const;
  const start = "1732870800-123456";
  const leader: MacProcess = { pid: 501, start, isZombie: false, name: "-zsh" };
  const cases: [MacProcess | null | undefined, alive: boolean, name: string][] = [
    [leader, true, "-zsh 501"],
    [undefined, true, `mac-501-${start}`],
    [null, false, "a terminal that has ended (process 501)"],
    [{ ...leader, start: "1732870801-123456" }, false, "a terminal that has ended (process 501)"],
    [{ ...leader, isZombie: true }, false, "a terminal that has ended (process 501)"],
  ];
  for (const [found, alive, name] of cases) {
    const id = `mac-501-${start}`;
    assert.equal(isTerminalAlive(mac, id, () => found), alive, name);
    assert.equal(hasTerminalEnded(mac, id, () => found), !alive, name);
    assert.equal(terminalName(mac, id, () => found), name);
  }
  assert.ok(!isTerminalAlive(mac, "mac-501", () => leader), "an id of an earlier build");
  assert.ok(isTerminalAlive(mac, "shell-1", () => null));
  assert.equal(terminalName(mac, "shell-1", () => null), "shell-1");
});
