import assert from "node:assert/strict";
import type { CredentialsContext } from "../../../src/credentials/context.ts";
import { gatherFacts } from "../../../src/credentials/facts.ts";
import { getCredentials } from "../../../src/credentials/get_credentials.ts";
import { plainCredentials } from "../../../src/credentials/plain/plain_credentials.ts";
import { readPlainConfig } from "../../../src/credentials/plain/plain_config.ts";
import { plainPlan } from "../../../src/credentials/plain/plain_plan.ts";
import { makePlan } from "../../../src/credentials/plan.ts";
import { nothingBound } from "../../../src/credentials/plan_errors.ts";
import { provision } from "../../../src/credentials/provision.ts";
import { recordChoice } from "../../../src/credentials/record_choice.ts";
import { toolEnvironment } from "../../../src/credentials/tool_environment.ts";
import type { PlanRequest } from "../../../src/credentials/request.ts";
import { currentEnvironment } from "../../../src/credentials/environment_records.ts";
import { UserError } from "../../../src/errors.ts";
import { denoHost, type Host } from "../../../src/host.ts";
import { readConfig } from "../../../src/scope/config_file.ts";
import { Secret } from "../../../src/secret.ts";
import { findTool, type Tool, unlistedTool } from "../../../src/tools/table.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../../src/unlock/cache/kernel_keyring.ts";
import { VaultKey } from "../../../src/vault/crypto/vault_key.ts";
import { oneOf, randomOf, testSeed } from "../../aws/random.ts";
import { ignoreUnless } from "../../ignore.ts";
import { changeVault, type Draft } from "../../../src/vault/store/change.ts";
import { shareVault } from "../../../src/vault/store/share.ts";
import { someone } from "../../vault/shared_fixture.ts";
import { sampleItem } from "../../vault/temp_vault.ts";
import { throwaway } from "../../throwaway.ts";
import { type Base, makeBase, makeWorld, type World, writeTerminal } from "../random_world.ts";

const WORLDS = 1500;
const ignore = ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");

/** The changes to the environment, or the code of the error; null if the plain case does not apply. */
type Outcome = string | null | {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
};

function shown(change: {
  readonly set: Readonly<Record<string, string | Secret>>;
  readonly unset: readonly string[];
}): Outcome {
  const set = Object.entries(change.set).map(([name, value]) =>
    [name, typeof value === "string" ? value : value.reveal()] as const
  );
  return { set: Object.fromEntries(set), unset: change.unset };
}

/** Returns a copy of `value` whose objects have the usual prototype: those of a strictly parsed file have none. */
function withPrototypes(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withPrototypes);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withPrototypes(each)]),
  );
}

async function plainly(
  world: World,
  context: CredentialsContext,
  item: string | undefined,
): Promise<Outcome> {
  const { host, paths, terminal } = context;
  try {
    const config = readPlainConfig(paths);
    const { id } = terminal!;
    const plan = config && await plainPlan(host, paths, config, id, world.tool, item);
    if (plan === null) return null;
    assert.deepEqual(
      withPrototypes({ ...plan, tool: toolOf(world) }),
      withPrototypes(makePlan(requestOf(world, item), () => gatherFacts(context))),
    );
    const found = await plainCredentials(host, paths, plan, id);
    if (found === null && plan.source.by === "option") return null; // no exact title
    assert(found, "a plain plan is carried out");
    const toolRegion = plan.handover.region;
    const environment = currentEnvironment(host);
    const change = provision({ ...found, toolRegion, environment, profile: null, settings: {} });
    return shown(recordChoice(change, { isChosen: item !== undefined, uses: found.title }));
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return null;
  }
}

function toolOf({ tool }: World): Tool {
  return findTool(tool) ?? unlistedTool(tool);
}

function requestOf(world: World, item: string | undefined): PlanRequest {
  const args = world.tool === "aws" ? ["s3", "ls"] : ["deploy"];
  return { tool: toolOf(world), args, options: item === undefined ? {} : { item } };
}

async function fully(
  world: World,
  context: CredentialsContext,
  item: string | undefined,
): Promise<Outcome> {
  try {
    const result = await getCredentials(requestOf(world, item), context);
    return shown(toolEnvironment(result, currentEnvironment(context.host)));
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

function contextOf(base: Base, world: World, terminal: string): CredentialsContext {
  const { home } = base;
  const variables: Readonly<Record<string, string>> = { ...world.environment, HOME: home.folder };
  // Later than the vault was written, so that a large one gets bookmarks.
  const now = () => Date.now() + 60_000;
  const host: Host = { ...home.host, env: (name) => variables[name], now };
  return {
    host,
    paths: home.paths,
    config: readConfig(home.paths),
    terminal: { id: terminal, leader: null, key: null },
    ask: {
      vaultKey: () => Promise.resolve(new VaultKey(base.vault.key.bytes.slice())),
      item: () => Promise.reject(new Error("not asked")),
      oneTimeCode: () => Promise.reject(new Error("no item has an MFA device")),
      binding: (tool) => Promise.reject(nothingBound(tool)),
      signIn: (_, needed) => Promise.reject(needed),
      defaultVault: () => Promise.resolve("personal"),
    },
    report: () => {},
  };
}

/** Shares the vault of `base`. Its key is another one then. */
async function shareBase(base: Base): Promise<Base> {
  const { home: { host, paths }, vault: { key } } = base;
  const ann = await someone();
  return { ...base, vault: await shareVault(host, paths, "personal", key, ann, "Ann") };
}

/** Compares both in random worlds, and returns in how many the case was plain. */
async function compare(worlds: number, isLarge: boolean, isShared = false): Promise<number> {
  const seed = testSeed();
  const random = randomOf(seed);
  using home = throwaway();
  const base = isShared ? await shareBase(await makeBase(home)) : await makeBase(home);
  if (isLarge) {
    const large = sampleItem("large", { notes: "x".repeat(200_000) });
    const put = (draft: Draft) => draft.putItem(large);
    await changeVault(home.host, home.paths, "personal", base.vault.key, put);
  }
  const references = base.items.flatMap(({ id, title }) => [id, title, title.toUpperCase()]);
  const terminal = `test-${crypto.randomUUID()}`;
  const keyring = new KernelKeyring(home.host, home.paths, terminal);
  const limit = 3_600_000;
  await keyring.put(base.vault.file.id, base.vault.key, { idle: limit, hard: limit });
  Deno.mkdirSync(`${home.folder}/.aws`);
  let plain = 0;
  try {
    for (let index = 0; index < worlds; index++) {
      const world = makeWorld(random, base);
      const item = random() < 0.3 ? oneOf(random, references) : undefined;
      Deno.writeTextFileSync(`${home.folder}/.aws/config`, world.files.config);
      Deno.writeTextFileSync(`${home.folder}/.aws/credentials`, world.files.credentials);
      Deno.writeTextFileSync(home.paths.configFile, world.files.opaws, { mode: 0o600 });
      writeTerminal(home.paths, terminal, world.terminal);
      const context = contextOf(base, world, terminal);
      if (isLarge) await fully(world, context, item).catch(() => {}); // it makes the bookmark
      const one = await plainly(world, context, item);
      if (one === null) continue;
      plain += 1;
      const place = `OPAWS_TEST_SEED=${seed}, world ${index}: ${item} ${JSON.stringify(world)}`;
      assert.deepEqual(one, await fully(world, context, item), place);
    }
  } finally {
    await keyring.forget();
  }
  return plain;
}

Deno.test({
  name:
    "plainPlan() and plainCredentials() give what makePlan() and getCredentials() give, or nothing, in 1,500 random worlds",
  ignore,
  async fn() {
    const plain = await compare(WORLDS, false);
    assert(plain > WORLDS / 30, `only ${plain} worlds were plain`);
  },
});

Deno.test({
  name: "plainPlan() and plainCredentials() do so with bookmarks of a large vault, in 500 worlds",
  ignore,
  async fn() {
    const plain = await compare(WORLDS / 3, true);
    assert(plain > WORLDS / 90, `only ${plain} worlds were plain`);
  },
});

Deno.test({
  name: "plainPlan() and plainCredentials() do so with a shared vault, in 500 worlds",
  ignore,
  async fn() {
    const plain = await compare(WORLDS / 3, false, true);
    assert(plain > WORLDS / 90, `only ${plain} worlds were plain`);
  },
});
