import assert from "node:assert/strict";
import { plain, Pty } from "./pty.ts";

const env = { PATH: "/usr/local/bin:/usr/bin:/bin", TERM: "xterm", LANG: "C.UTF-8", HOME: "/" };

Deno.test("Pty gives the program a controlling terminal in a session that it leads", async () => {
  await using pty = new Pty("sh", [
    "-c",
    "tty; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo three; echo open >/dev/tty; ps -o pid=,sid=,tpgid= -p $$; read x",
  ], { env });
  await pty.expect(/\/dev\/pts\/\d+\n/);
  await pty.expect(/three\nopen\n/);
  const [pid, sid, group] = (await pty.expect(/\d+ +\d+ +\d+/)).trim().split(/ +/).map(Number);
  assert.deepEqual([pid, sid, group], [pty.pid, pty.pid, pty.pid]);
});

Deno.test("Pty sets the terminal's size, and passes the environment and the working directory", async () => {
  await using pty = new Pty("sh", ["-c", "stty size; pwd; env | sort | tr '\\n' ' '; read x"], {
    env: { ...env, ONLY: "one" },
    cwd: "/usr",
    rows: 31,
    cols: 117,
  });
  await pty.expect(/31 117\n\/usr\n/);
  const all = await pty.expect(/HOME=.*TERM=xterm/);
  assert.match(all, /ONLY=one/);
  assert.ok(!all.includes("XDG_"));
});

Deno.test("Pty types, reads, and returns the exit status", async () => {
  await using pty = new Pty("sh", ["-c", 'read -r line; echo "got <$line>"; exit 42'], { env });
  await pty.send("wörld\r");
  await pty.expect(/got <wörld>\n/);
  const status = await pty.status;
  assert.deepEqual([status.code, status.signal], [42, null]);
});

Deno.test("Pty delivers Ctrl-C to the foreground of a shell with job control", async () => {
  await using pty = new Pty("bash", ["--norc", "--noprofile"], { env: { ...env, PS1: "ready> " } });
  await pty.expect(/ready> /);
  await pty.send("sleep 60\r");
  await pty.expect(/sleep 60\n/);
  await new Promise((done) => setTimeout(done, 200));
  await pty.send("\x03");
  await pty.expect(/ready> /);
  await pty.send("echo status $?\r");
  await pty.expect(/status 130/);
  await pty.send("exit 3\r");
  assert.equal((await pty.status).code, 3);
});

Deno.test("close() of Pty hangs up the terminal", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "opaws-test-" });
  const pty = new Pty("sh", [
    "-c",
    `trap 'echo hup >${folder}/seen; exit 9' HUP; echo up; while :; do sleep 0.05; done`,
  ], { env });
  await pty.expect(/up\n/);
  await pty.close();
  assert.equal((await pty.status).code, 9);
  assert.equal(Deno.readTextFileSync(`${folder}/seen`), "hup\n");
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("expect() of Pty throws with the output so far after the timeout and if the program ends", async () => {
  await using pty = new Pty("sh", ["-c", "echo something else; read x"], { env });
  await assert.rejects(pty.expect(/never/, 200), /200 ms passed .*something else/);
  await pty.send("\r");
  await assert.rejects(pty.expect(/never/), /the terminal ended/);
});

Deno.test("plain() removes colors and cursor movements", () => {
  assert.equal(
    plain("\x1b[1;31mred\x1b[0m\x1b]0;title\x07 \x1b(Bx\x08\r\r\n\x1b[?2004h\x1b="),
    "red x\n",
  );
});
