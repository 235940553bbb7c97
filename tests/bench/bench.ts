/**
 * Times what opaws promises, against an empty Deno program in the same run: `deno task bench [ROUNDS]`.
 * Works on the bundle in `dist/`, in a home of its own.
 */
import { denoHost } from "../../src/host.ts";
import { places } from "../../src/disk/places.ts";
import { Secret } from "../../src/secret.ts";
import { parseToken } from "../../src/unlock/token_text.ts";
import { changeVault, newItemId } from "../../src/vault/change.ts";
import { createVault } from "../../src/vault/create.ts";
import { importSecret } from "../../src/vault/derive.ts";
import { openWithToken } from "../../src/vault/open_token.ts";
import { parseVault } from "../../src/vault/parse.ts";
import { makeField } from "../../src/cli/item_fields.ts";
import { measure, type Measured, type Timing } from "./measure.ts";
import { roleCommands } from "./roles.ts";

const ROUNDS = Number(Deno.args[0] ?? 31);
const PASSWORD = "a password of the bench";
const dist = new URL("../../dist/opaws.js", import.meta.url).pathname;
const main = new URL("../../main.ts", import.meta.url).pathname;
const config = new URL("../../deno.json", import.meta.url).pathname;
const base = await Deno.makeTempDir({ prefix: "opaws-bench-" });
const deno = Deno.execPath();
const start = ["run", "-A", "-q", "--no-config", "--no-lock"];

try {
  const empty = `${base}/empty.js`;
  await Deno.writeTextFile(empty, "");
  const small = await prepare("small", 1);
  const large = await prepare("large", 1000);
  const run = (name: string, home: Home, words: readonly string[]): Measured => ({
    name,
    command: [deno, ...start, dist, ...words],
    cwd: home.project,
    env: home.env,
  });
  const roles = await roleCommands(small, [deno, ...start, dist]);
  const job = await prepareJob(small);
  const source = (name: string, home: Home, words: readonly string[]): Measured => ({
    name,
    command: [deno, "run", "-A", "-q", "--config", config, main, ...words],
    cwd: home.project,
    env: home.env,
  });
  const timings = await measure([
    { name: "an empty Deno program", command: [deno, ...start, empty], cwd: base, env: small.env },
    run("opaws run -- true, unlocked, bound by directory", small, ["run", "--", "true"]),
    run("opaws run -- true, the same with 1,000 items", large, ["run", "--", "true"]),
    ...roles?.kept ?? [],
    run("opaws run -- true in CI, with a token and its bundle", job, ["run", "--", "true"]),
    run("opaws hook zsh", small, ["hook", "zsh"]),
    run("opaws which aws", small, ["which", "aws"]),
    run("opaws --help", small, ["--help"]),
    source("opaws which aws, from source", small, ["which", "aws"]),
    source("opaws --help, from source", small, ["--help"]),
  ], ROUNDS);
  console.log(`medians of ${ROUNDS} runs, in turn; ratio: to the first\n`);
  print(timings);
  if (roles === null) {
    console.log("\nroles: not measured, moto's server and the AWS CLI 1 are not here");
  } else {
    console.log();
    print(await measure(roles.made, ROUNDS));
    await roles.moto[Symbol.asyncDispose]();
  }
  const { first, median } = await tokenTime(job);
  console.log(
    `${"a token's key work, in process".padEnd(50)} ${first.toFixed(1).padStart(6)} ms  (again ${
      median.toFixed(1)
    } ms)`,
  );
  const unlocking = await unlockTime(small);
  console.log(`${"opaws unlock, one Argon2id".padEnd(50)} ${unlocking.toFixed(0).padStart(6)} ms`);
} finally {
  await Deno.remove(base, { recursive: true });
}

function print(timings: readonly Timing[]): void {
  for (const { name, median, least } of timings) {
    const ratio = (median / timings[0]!.median).toFixed(2);
    console.log(
      `${name.padEnd(50)} ${median.toFixed(1).padStart(6)} ms ${ratio.padStart(6)}  (least ${
        least.toFixed(1)
      } ms)`,
    );
  }
}

interface Home {
  readonly env: Readonly<Record<string, string>>;
  readonly project: string;
}

async function prepare(name: string, items: number): Promise<Home> {
  const home = `${base}/${name}`;
  const project = `${home}/work/project`;
  await Deno.mkdir(project, { recursive: true });
  await Deno.mkdir(`${home}/run`, { mode: 0o700 });
  const env = {
    HOME: home,
    XDG_RUNTIME_DIR: `${home}/run`,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
  };
  const where = places({ ...denoHost, env: (key) => (env as Record<string, string>)[key] });
  const made = await createVault(denoHost, where, "personal", new Secret(PASSWORD));
  await changeVault(denoHost, where, "personal", made.key, async (draft) => {
    for (let number = 0; number < items; number++) {
      await draft.putItem({
        id: newItemId(denoHost),
        title: `AWS ${number}`,
        category: "aws-access-key",
        fields: [
          makeField("access key id", "AKIAIOSFODNN7EXAMPLE"),
          makeField("secret access key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
          makeField("default region", "eu-west-1"),
        ],
        notes: "",
        tags: [],
        created: new Date().toISOString(),
      });
    }
  });
  const bind = ["init", "aws", "--item", "AWS 0", "--scope", "directory", "--password-stdin"];
  await once([...bind, "--yes", "--no-check"], { env, project }, PASSWORD);
  return { env, project };
}

/** A runner that has nothing but a bundle of `home`'s item and its token. */
async function prepareJob(home: Home): Promise<Home> {
  const folder = `${base}/job`;
  await Deno.mkdir(folder);
  const { stdout, code } = await new Deno.Command(deno, {
    args: [...start, dist, "token", "create", "--item", "AWS 0", "--bundle", `${folder}/ci.json`],
    cwd: home.project,
    env: home.env,
    clearEnv: true,
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error("no token");
  const env = {
    HOME: folder,
    PATH: home.env.PATH!,
    DENO_DIR: home.env.DENO_DIR!,
    CI: "true",
    OPAWS_TOKEN: new TextDecoder().decode(stdout).trim(),
    OPAWS_VAULT_FILE: `${folder}/ci.json`,
  };
  return { env, project: folder };
}

/** From the text of the token of `job` to its open item: the first time, which is what a command pays, and the median of 31 more; milliseconds. */
async function tokenTime({ env }: Home): Promise<{ first: number; median: number }> {
  const file = parseVault(await Deno.readFile(env.OPAWS_VAULT_FILE!), "the bundle");
  const times: number[] = [];
  for (let round = 0; round < 32; round++) {
    const begin = performance.now();
    const secret = await importSecret(parseToken(env.OPAWS_TOKEN!, "OPAWS_TOKEN"));
    await openWithToken(file, secret, Date.now(), "the bundle");
    times.push(performance.now() - begin);
  }
  const [first, ...again] = times as [number, ...number[]];
  return { first, median: again.toSorted((a, b) => a - b)[15]! };
}

async function unlockTime(home: Home): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const begin = performance.now();
    await once(["unlock", "--password-stdin"], home, PASSWORD);
    times.push(performance.now() - begin);
  }
  return times.toSorted((a, b) => a - b)[3]!;
}

async function once(words: readonly string[], home: Home, input: string): Promise<void> {
  const child = new Deno.Command(deno, {
    args: [...start, dist, ...words],
    cwd: home.project,
    env: home.env,
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${input}\n`));
  await writer.close();
  const { code } = await child.status;
  if (code !== 0) throw new Error(`opaws ${words.join(" ")} ended with ${code}`);
}
