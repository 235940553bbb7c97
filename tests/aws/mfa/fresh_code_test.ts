import assert from "node:assert/strict";
import type { OtpSecret } from "../../../src/aws/mfa/otp_secret.ts";
import { freshCode, isStepUsed } from "../../../src/aws/mfa/fresh_code.ts";
import { Secret } from "../../../src/secret.ts";
import { type Throwaway, throwaway } from "../../throwaway.ts";

const START = 1_800_000_000_000; // the start of a time step

/** A home whose clock moves only by waiting. */
class Clock implements Disposable {
  now = START + 10_000;
  sleeps = 0; // milliseconds that a wait really takes
  readonly reported: string[] = [];
  readonly home: Throwaway = throwaway({}, { now: () => this.now });

  code(secret = secretCalled("a1")): Promise<string> {
    const { host, paths } = this.home;
    return freshCode({
      host,
      paths,
      secret,
      report: (line) => this.reported.push(line),
      sleep: async (time) => {
        await new Promise((done) => setTimeout(done, this.sleeps));
        this.now += time;
      },
    }).then((code) => code.reveal());
  }

  get file(): string {
    return `${this.home.paths.state}/otp-steps.json`;
  }

  [Symbol.dispose](): void {
    this.home[Symbol.dispose]();
  }
}

function secretCalled(id: string): OtpSecret {
  return {
    id: id.padEnd(32, "0"),
    period: 30_000,
    codeAt: (step) => new Secret(`step ${step - START / 30_000}`),
  };
}

Deno.test("freshCode() uses each step once, and says that it waits for the next", async () => {
  using clock = new Clock();
  assert.equal(await clock.code(), "step 0");
  assert.deepEqual(clock.reported, []);
  assert.equal(await clock.code(), "step 1");
  assert.deepEqual(clock.reported, [
    "opaws: waiting 20 s for the next one-time code: the current one is used",
  ]);
  assert.equal(await clock.code(secretCalled("b2")), "step 1", "another secret has its own steps");
  assert.equal(isStepUsed(clock.home.paths, secretCalled("a1"), START / 30_000 + 1), true);
  assert.equal(isStepUsed(clock.home.paths, secretCalled("a1"), START / 30_000 + 2), false);
});

Deno.test("freshCode() waits if fewer than 3 seconds are left", async () => {
  using clock = new Clock();
  clock.now = START + 27_001;
  assert.equal(await clock.code(), "step 1");
  assert.match(clock.reported.join(), /waiting 3 s .*about to expire/);
  using exact = new Clock();
  exact.now = START + 27_000;
  assert.equal(await exact.code(), "step 0");
});

Deno.test("freshCode() gives each concurrent caller its own step", async () => {
  using clock = new Clock();
  const codes = await Promise.all(Array.from({ length: 4 }, () => clock.code()));
  assert.deepEqual(codes.sort(), ["step 0", "step 1", "step 2", "step 3"]);
});

Deno.test("freshCode() neither reuses a step nor waits long after the clock was set back", async () => {
  using clock = new Clock();
  clock.now = START + 40_000;
  assert.equal(await clock.code(), "step 1");
  clock.now = START + 10_000;
  assert.equal(await clock.code(), "step 2");
  clock.now = START - 3_600_000;
  assert.equal(await clock.code(), "step -120");
});

Deno.test("freshCode() ignores a malformed record, and drops steps older than a day", async () => {
  using clock = new Clock();
  for (const text of ["", "{", "[1]", '{"x": "y"}', '{"00": 1}', "null"]) {
    Deno.mkdirSync(clock.home.paths.state, { recursive: true });
    Deno.writeTextFileSync(clock.file, text, { mode: 0o600 });
    assert.match(await clock.code(), /^step \d+$/, text);
    clock.now += 60_000;
  }
  const strangers = { "x": clock.now, ["0".repeat(33)]: clock.now, ["f".repeat(32)]: 1.5 };
  Deno.writeTextFileSync(clock.file, JSON.stringify(strangers));
  await clock.code(secretCalled("c3"));
  assert.deepEqual(Object.keys(JSON.parse(Deno.readTextFileSync(clock.file))), [
    "c3".padEnd(32, "0"),
  ]);
  clock.now += 2 * 86_400_000;
  await clock.code();
  const kept = Deno.readTextFileSync(clock.file);
  assert.deepEqual(Object.keys(JSON.parse(kept)), ["a1".padEnd(32, "0")]);
  assert.equal(Deno.statSync(clock.file).mode! & 0o777, 0o600);
});

Deno.test("freshCode() records steps of different lengths", async () => {
  using clock = new Clock();
  const long = { ...secretCalled("d4"), period: 60_000 };
  const first = await clock.code(long);
  await clock.code();
  assert.notEqual(await clock.code(long), first);
  assert.equal(Object.keys(JSON.parse(Deno.readTextFileSync(clock.file))).length, 2);
});

Deno.test("freshCode() says that it waits for another opaws", async () => {
  using clock = new Clock();
  const { state } = clock.home.paths;
  Deno.mkdirSync(state, { recursive: true, mode: 0o700 });
  const holder = Deno.openSync(`${clock.file}.lock`, { write: true, create: true, mode: 0o600 });
  holder.lockSync(true);
  const code = clock.code();
  for (let tries = 0; clock.reported.length === 0 && tries < 1000; tries++) {
    await new Promise((done) => setTimeout(done, 20));
  }
  holder.close();
  assert.equal(await code, "step 0");
  assert.deepEqual(clock.reported, [
    "opaws: waiting for another opaws, which waits for its one-time code",
  ]);
});

Deno.test("freshCode() does not mention another opaws while it waits for the clock", async () => {
  using clock = new Clock();
  await clock.code();
  clock.reported.length = 0;
  clock.sleeps = 1100;
  await clock.code();
  assert.equal(clock.reported.length, 1);
  assert.match(clock.reported[0]!, /waiting 20 s for the next one-time code/);
});

Deno.test("freshCode() gives each concurrent process its own step", async () => {
  using home = throwaway();
  const from = (path: string) =>
    JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href);
  // All processes share a clock that runs twenty times too fast: a time step takes a second and a half.
  Deno.writeTextFileSync(
    `${home.folder}/one.ts`,
    `import { freshCode } from ${from("aws/mfa/fresh_code.ts")};
    import { denoHost } from ${from("host.ts")};
    import { Secret } from ${from("secret.ts")};
    const code = await freshCode({
      host: { ...denoHost, now: () => Date.now() * 20 },
      paths: { state: ${JSON.stringify(home.paths.state)} },
      secret: { id: "e5".padEnd(32, "0"), period: 30_000, codeAt: (n) => new Secret(String(n)) },
      report: () => {},
      sleep: (time) => new Promise((done) => setTimeout(done, time / 20)),
    });
    console.log(code.reveal());`,
  );
  const ended = await Promise.all(
    Array.from({ length: 4 }, () =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "-q",
          "--no-check",
          "--no-config",
          "--no-lock",
          `${home.folder}/one.ts`,
        ],
        stdout: "piped",
        stderr: "piped",
      }).output()),
  );
  const decoder = new TextDecoder();
  for (const { success, stderr } of ended) assert.ok(success, decoder.decode(stderr));
  const steps = ended.map(({ stdout }) => decoder.decode(stdout));
  assert.equal(new Set(steps).size, 4, steps.join(""));
});
