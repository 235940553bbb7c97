import assert from "node:assert/strict";
import { denoHost } from "../../src/host.ts";
import { systemSession } from "../../src/unlock/terminal_session.ts";
import { leaksOf } from "./leaks.ts";
import { type Ended, PASSWORD, UserHome } from "./user_home.ts";
import { isFile } from "../ignore.ts";
import { COMPILED } from "./compiled.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SHOW = ["run", "--", "sh", "-c", "printf %s $AWS_ACCESS_KEY_ID:$AWS_PROFILE:$AWS_REGION"];

/** Files of a hostile repository. Each would do harm if opaws or its runtime read it. */
const PLANTED: Readonly<Record<string, string>> = {
  ".env": "OPAWS_CONFIG_DIR=/nowhere\nAWS_PROFILE=evil\nAWS_ACCESS_KEY_ID=EVIL\nOPAWS_TOKEN=x\n",
  ".opaws": `{"vault":"evil","item":"evil"}`,
  ".opaws.json": `{"vault":"evil","item":"evil"}`,
  "opaws.json":
    `{"version":1,"scopes":{"global":{"aws":{"vault":"evil","item":"evil","title":"x"}}}}`,
  "config.json":
    `{"version":1,"scopes":{"global":{"aws":{"vault":"evil","item":"evil","title":"x"}}}}`,
  "deno.json":
    `{"imports":{"otpauth":"./evil.js","@clack/prompts":"./evil.js"},"tasks":{"run":"./evil.js"}}`,
  "deno.jsonc": "not even JSON",
  "deno.lock": "not even JSON",
  "import_map.json": `{"imports":{"@clack/prompts":"./evil.js"}}`,
  "package.json": `{"type":"commonjs","imports":{"@clack/prompts":"./evil.js"},"main":"./evil.js"}`,
  "tsconfig.json": `{"compilerOptions":{"paths":{"@clack/prompts":["./evil.js"]}}}`,
  ".npmrc": "registry=http://127.0.0.1:1/\n@clack:registry=http://127.0.0.1:1/\n",
  ".denorc": "evil.js",
  ".aws/config": "[default]\nregion = evil-1\n[profile evil]\ncredential_process = ./evil.js\n",
  ".aws/credentials": "[default]\naws_access_key_id = EVIL\naws_secret_access_key = EVIL\n",
  "vaults/personal.json": "{}",
  "chunks/run.js": "import './evil.js';",
  "libraries/dist.js": "import './evil.js';",
  "opaws": "#!/bin/sh\ntouch started\n",
  "sh": "#!/bin/sh\ntouch started\nenv > stolen\n",
  "libc.so.6": "no library",
  "evil.js":
    "#!/bin/sh\nDeno.writeTextFileSync('started', ''); require('fs').writeFileSync('started', '')\n",
  "node_modules/@clack/prompts/index.js": "Deno.writeTextFileSync('started', '')",
};

/** Returns a home with a vault and "AWS dev" bound globally. */
async function bound(environment: Record<string, string> = {}): Promise<UserHome> {
  const home = new UserHome(environment);
  await home.vault();
  await home.item("AWS dev");
  await home.bind("AWS dev");
  return home;
}

function plant(folder: string): void {
  for (const [name, content] of Object.entries(PLANTED)) {
    const path = `${folder}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, content, { mode: 0o755 });
  }
}

Deno.test("files in the working directory change nothing, neither in fast commands nor in the others", async () => {
  using home = await bound();
  const [empty, hostile] = [home.directory("empty"), home.directory("hostile")];
  plant(hostile);
  const before = [...Deno.readDirSync(hostile)].map(({ name }) => name).sort();
  const commands = [
    SHOW,
    ["which", "aws", "--json"],
    ["item", "list", "--json"],
    ["inspect", "--json"],
    ["config", "list", "--json"],
    ["status", "--json"],
    ["vault", "list", "--json"],
    ["hook", "bash"],
    ["item", "show", "AWS dev", "--json"],
  ];
  const normalized = (ended: Ended, cwd: string): Ended => ({
    ...ended,
    stdout: ended.stdout.replaceAll(cwd, "CWD"),
  });
  for (const args of commands) {
    const expected = normalized(await home.opaws(args, { cwd: empty }), empty);
    assert.equal(expected.code, 0, args.join(" "));
    const actual = normalized(await home.opaws(args, { cwd: hostile }), hostile);
    const timeless = (ended: Ended) => ({
      ...ended,
      stdout: ended.stdout.replace(/"(since|until|idleUntil)":[^,}]*/g, ""),
    });
    assert.deepEqual(timeless(actual), timeless(expected), args.join(" "));
  }
  const after = [...Deno.readDirSync(hostile)].map(({ name }) => name).sort();
  assert.deepEqual(after, before, "nothing was started, nothing was written");
});

Deno.test("a hostile PATH does not choose the program that gets the key", async () => {
  using home = await bound();
  const hostile = home.directory("hostile");
  for (const folder of ["", "/bin", "/~", "/sub"]) {
    Deno.mkdirSync(`${hostile}${folder}`, { recursive: true });
    const script = `#!/bin/sh\nenv > '${hostile}/stolen'\n`;
    for (const name of ["sh", "aws"]) {
      Deno.writeTextFileSync(`${hostile}${folder}/${name}`, script, { mode: 0o755 });
    }
  }
  Deno.mkdirSync(`${home.folder}/odd/sh`, { recursive: true });
  Deno.writeTextFileSync(`${home.folder}/plain`, "no folder");
  Deno.symlinkSync("loop", `${home.folder}/loop`);
  const script = Deno.readTextFileSync(`${home.folder}/bin/opaws`);
  // PATH is set only for opaws, not for what starts it.
  const withPath = (entries: string): string =>
    script.replace(/^exec /m, `PATH='${entries}' exec `);
  const start = `${home.folder}/start`;
  for (
    const entries of [
      ":/usr/bin:/bin",
      ".:/usr/bin:/bin",
      "./:bin:~:sub:/usr/bin:/bin",
      "/usr/bin:/bin:",
      "::/usr/bin::/bin::",
      `${home.folder}/odd:${home.folder}/plain:${home.folder}/loop:/nowhere:/usr/bin:/bin`,
      `../hostile:${"x/".repeat(3000)}:/usr/bin:/bin`,
    ]
  ) {
    Deno.writeTextFileSync(start, withPath(entries), { mode: 0o755 });
    const { code, stdout, stderr } = await home.run(start, SHOW, { cwd: hostile });
    assert.deepEqual([code, stdout, stderr], [0, "AKIAIOSFODNN7EXAMPLE::", ""], entries);
  }
  for (const entries of ["", ".", "bin:.:sub", "~"]) {
    Deno.writeTextFileSync(start, withPath(entries), { mode: 0o755 });
    const { code, stdout } = await home.run(start, SHOW, { cwd: hostile });
    assert.deepEqual([code, stdout], [127, ""], entries);
  }
  assert.ok(!isFile(`${hostile}/stolen`));
});

Deno.test("opaws started by opaws does not start itself forever, not even through shims", async () => {
  using home = await bound();
  await home.opaws(["shim", "install", "aws"]);
  const shims = `${home.folder}/.local/state/opaws/shims`;
  home.program("aws", "printf %s $AWS_ACCESS_KEY_ID");
  Deno.symlinkSync(shims, `${home.folder}/again`);
  const env = { PATH: `${shims}:${home.folder}/again:${shims}//:${home.env.PATH}` };
  const twice = await home.opaws(["run", "--", "opaws", "run", "--", "aws", "s3", "ls"], { env });
  // If only OPAWS_SESSION identifies the terminal, the inner opaws does not get it and finds the vault locked.
  const ends = systemSession(denoHost) ? [0, 127] : [79, 127];
  assert.ok(ends.includes(twice.code), twice.stderr);
  const direct = await home.opaws(["run", "--", "aws", "s3", "ls"], {
    env: { PATH: `${shims}:${shims}//:${home.env.PATH}` },
  });
  assert.deepEqual([direct.code, direct.stdout], [0, "AKIAIOSFODNN7EXAMPLE"]);
  const own = await home.opaws(["run", "--", "aws", "s3", "ls"], {
    env: { PATH: `${shims}:${home.folder}/again` },
  });
  assert.equal(own.code, 127);
});

Deno.test("NODE_OPTIONS reaches the tool, but neither runs a file nor opens a debugger in an opaws that has secrets", async () => {
  using home = await bound();
  const folder = Deno.makeTempDirSync(); // no space in its name, which would end the word of NODE_OPTIONS
  const [evil, trace] = [`${folder}/evil.cjs`, `${folder}/trace`];
  // The file records the variables that are set after it is loaded.
  Deno.writeTextFileSync(
    evil,
    `const { set } = Deno.env;
     Deno.env.set = function (name, value) {
       Deno.writeTextFileSync(${JSON.stringify(trace)}, name + "\\n", { append: true });
       set.call(Deno.env, name, value);
     };`,
  );
  const options = `--inspect=127.0.0.1:0 --require ${evil}`;
  const show = [
    "run",
    "--",
    "sh",
    "-c",
    "printf '%s|%s|%s' $AWS_ACCESS_KEY_ID \"$NODE_OPTIONS\" $OTEL_DENO; env | grep HELD; ls -l /proc/$$/fd",
  ];
  const { code, stdout } = await home.opaws(show, {
    env: { NODE_OPTIONS: options, OTEL_DENO: "true" },
  });
  assert.equal(code, 0);
  assert.ok(stdout.startsWith(`AKIAIOSFODNN7EXAMPLE|${options}|true`), stdout);
  assert.doesNotMatch(stdout, /HELD|socket/);
  // A compiled program never reads NODE_OPTIONS, so the file does not run even before opaws.
  const lines = COMPILED ? null : Deno.readTextFileSync(trace);
  if (lines === null) assert.throws(() => Deno.statSync(trace), Deno.errors.NotFound);
  Deno.removeSync(folder, { recursive: true });
  if (lines !== null) {
    assert.deepEqual(lines.trim().split("\n").sort(), [
      "OPAWS_HELD_NODE_OPTIONS",
      "OPAWS_HELD_OTEL_DENO",
    ]);
  }
});

Deno.test("no debugger listens while opaws waits for a password", async () => {
  using home = await bound();
  await home.opaws(["lock"]);
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  const env = `NODE_OPTIONS=--inspect=127.0.0.1:${port}`;
  await using terminal = home.terminal("/usr/bin/env", [env, `${home.folder}/bin/opaws`, "unlock"]);
  await terminal.expect(/◆ +Password of vault "personal"/, 15_000);
  await assert.rejects(
    Deno.connect({ hostname: "127.0.0.1", port }),
    Deno.errors.ConnectionRefused,
  );
  await terminal.send(`${PASSWORD}\r`);
  assert.equal((await terminal.status).code, 0);
});

Deno.test("no variable makes the runtime report or record a secret", async () => {
  using home = await bound();
  const bodies: string[] = [];
  await using collector = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      bodies.push(new TextDecoder("latin1").decode(await request.arrayBuffer()));
      return new Response("{}");
    },
  );
  const out = home.directory("recorded");
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    DENO_LOG: "debug",
    DENO_COVERAGE_DIR: `${out}/coverage`,
    NODE_V8_COVERAGE: `${out}/v8`,
    DENO_TRACE_PERMISSIONS: "1",
    DENO_AUDIT_PERMISSIONS: `${out}/audit`,
    NODE_DEBUG: "http,net,tls,fs,crypto",
    RUST_BACKTRACE: "full",
    RUST_LOG: "trace",
    DENO_V8_FLAGS: "--trace",
  };
  const create = JSON.stringify({ title: "two", fields: { "secret access key": SECRET } });
  const commands: [string[], string][] = [
    [["item", "create", "--stdin"], create],
    [["item", "show", "two"], ""],
    [["run", "--", "true"], ""],
    [["lock"], ""],
    [["unlock", "--password-stdin"], `${PASSWORD}\n`],
  ];
  for (const [args, input] of commands) {
    const { stdout, stderr } = await home.opaws(args, { input, env });
    assert.deepEqual(leaksOf(stdout + stderr, { SECRET, PASSWORD }), [], args.join(" "));
  }
  assert.deepEqual(bodies, [], "nothing was reported");
  const found = await home.run("grep", ["-rlE", "wJalrXUtnFEMI|correct horse", home.folder]);
  assert.equal(found.stdout, "");
});

Deno.test("if the path of the working directory cannot be read, no other directory's binding applies", async () => {
  using home = await bound();
  const config = `${home.folder}/.config/opaws/config.json`;
  const script = (make: string) => `${make}; opaws run -- sh -c 'printf %s $AWS_ACCESS_KEY_ID'`;
  const paths = [
    `mkdir "$(printf 'caf\\351')" && cd "$(printf 'caf\\351')"`,
    `n=$(printf 'x%.0s' $(seq 1 200)); for i in $(seq 1 25); do mkdir $n && cd $n || exit 1; done`,
  ];
  for (const make of paths) {
    // Without directory bindings, the global binding applies.
    const alone = await home.run("/bin/bash", ["-c", script(make)], { cwd: home.directory("a") });
    assert.deepEqual([alone.code, alone.stdout], [0, "AKIAIOSFODNN7EXAMPLE"], make + alone.stderr);
  }
  const text = JSON.parse(Deno.readTextFileSync(config));
  text.scopes.directories = { [`${home.folder}/b/caf\ufffd`]: { aws: text.scopes.global.aws } };
  Deno.writeTextFileSync(config, JSON.stringify(text));
  for (const make of paths) {
    const bound = await home.run("/bin/bash", ["-c", script(make)], { cwd: home.directory("b") });
    assert.deepEqual([bound.code, bound.stdout], [66, ""], make + bound.stderr);
    assert.match(bound.stderr, /its path is too long or not UTF-8/);
  }
});
