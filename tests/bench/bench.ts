/**
 * Times opaws, an empty Deno program, plain `env`, aws-vault and the AWS CLI as whole processes in one run, on the bundle
 * in `dist/` and in temporary homes. docs/benchmarks.md explains the result.
 * `deno task bench [ROUNDS]`
 */
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { parseVault } from "../../src/vault/format/parse.ts";
import { parseToken } from "../../src/vault/slots/token_text.ts";
import { openWithToken } from "../../src/vault/store/open_with_token.ts";
import { startAwsVault } from "./aws_vault.ts";
import { type BenchHome, KEY, makeHome, makeJob, OPAWS, opaws, START, unlocking } from "./homes.ts";
import { measure, type Measured } from "./measure.ts";
import { peakMemory } from "./memory.ts";
import { roleCommands } from "./roles.ts";
import { table } from "./table.ts";

const ROUNDS = Number(Deno.args[0] ?? 31);
const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const RUN = ["run", "--", "true"];

const base = await Deno.makeTempDir({ prefix: "opaws-bench-" });
try {
  const home = await makeHome(`${base}/directory`, { items: 10, scope: "directory" });
  const bySession = await makeHome(`${base}/session`, { items: 10, scope: "session" });
  const byDefault = await makeHome(`${base}/global`, { items: 10, scope: "global" });
  const thousand = await makeHome(`${base}/thousand`, { items: 1_000, scope: "directory" });
  const many = await makeHome(`${base}/many`, { items: 10_000, scope: "directory" });
  const job = await makeJob(`${base}/job`, home);
  await using awsVault = await startAwsVault(`${base}/aws-vault`, home);
  const roles = await roleCommands(home, OPAWS);
  const commands = [
    await empty(home),
    plainEnv(home),
    ...awsVault?.exec ?? [],
    opaws("opaws run -- true, bound by directory", home, RUN),
    opaws("opaws run -- true, bound by terminal session", bySession, RUN),
    opaws("opaws run -- true, bound globally", byDefault, RUN),
    opaws("opaws run -- true, 1,000 items", thousand, RUN),
    opaws("opaws run -- true, 10,000 items", many, RUN),
    ...roles?.cached ?? [],
    ...awsVault?.role ?? [],
    opaws("opaws run -- true in CI, a token and its bundle", job, RUN),
    opaws("opaws hook zsh", home, ["hook", "zsh"]),
    opaws("opaws which aws", home, ["which", "aws"]),
    opaws("opaws --help", home, ["--help"]),
    ...awsVault?.list ?? [],
    opaws("opaws item list, 10 items", home, ["item", "list"]),
    opaws("opaws item list, 1,000 items", thousand, ["item", "list"]),
    opaws("opaws item list, 10,000 items", many, ["item", "list"]),
    unlocking("opaws unlock, with Argon2id of 64 MiB", home),
    source("opaws which aws, from source", home, ["which", "aws"]),
    source("opaws --help, from source", home, ["--help"]),
  ];
  console.log(`Medians of ${ROUNDS} rounds.\n`);
  console.log(table(await measure(commands, ROUNDS), await peakMemory(commands)));
  if (roles === null) {
    console.log(
      "\nRoles: not measured, because moto's server and the AWS CLI 1 are not installed.",
    );
  } else {
    console.log(`\n${table(await measure(roles.requested, ROUNDS), new Map())}`);
    await roles.moto[Symbol.asyncDispose]();
  }
  const { first, again } = await tokenWork(job);
  console.log(
    `\nTo open an item with a token, in process: ${first.toFixed(1)} ms, again ${
      again.toFixed(1)
    } ms.`,
  );
  console.log(
    awsVault === null
      ? "aws-vault: not measured, because it is not on PATH."
      : `aws-vault: ${awsVault.version}. It assumed the role ${awsVault.assumed()} times.`,
  );
} finally {
  await Deno.remove(base, { recursive: true });
}

async function empty({ env }: BenchHome): Promise<Measured> {
  const file = `${base}/empty.js`;
  await Deno.writeTextFile(file, "");
  return { name: "an empty Deno program", command: [...START, file], cwd: base, env };
}

function plainEnv({ env }: BenchHome): Measured {
  const key = [`AWS_ACCESS_KEY_ID=${KEY.id}`, `AWS_SECRET_ACCESS_KEY=${KEY.secret}`] as const;
  return { name: "env AWS_...=... true", command: ["env", ...key, "true"], cwd: base, env };
}

function source(name: string, { env, project }: BenchHome, args: readonly string[]): Measured {
  const command = [Deno.execPath(), "run", "-A", "-q", "--config", CONFIG, MAIN, ...args] as const;
  return { name, command, cwd: project, env };
}

/** Returns how long it takes to open the item with the token of `job`: the first time, and the median of 31 more; milliseconds. */
async function tokenWork({ env }: BenchHome): Promise<{ first: number; again: number }> {
  const file = parseVault(await Deno.readFile(env.OPAWS_VAULT_FILE!), "the bundle");
  const times: number[] = [];
  for (let round = 0; round < 32; round++) {
    const begin = performance.now();
    const secret = await importSecret(parseToken(env.OPAWS_TOKEN!, "OPAWS_TOKEN"));
    await openWithToken(file, secret, Date.now(), "the bundle");
    times.push(performance.now() - begin);
  }
  const [first, ...more] = times as [number, ...number[]];
  return { first, again: more.toSorted((a, b) => a - b)[15]! };
}
