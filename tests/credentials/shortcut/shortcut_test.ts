import assert from "node:assert/strict";
import type { CredentialsContext } from "../../../src/credentials/context.ts";
import { currentEnvironment } from "../../../src/credentials/environment_records.ts";
import { getCredentials } from "../../../src/credentials/get_credentials.ts";
import { readPlainConfig } from "../../../src/credentials/plain/plain_config.ts";
import { provision } from "../../../src/credentials/provision.ts";
import { recordChoice } from "../../../src/credentials/record_choice.ts";
import type { PlanRequest } from "../../../src/credentials/request.ts";
import { forgetSessions } from "../../../src/credentials/session_files.ts";
import { followShortcut } from "../../../src/credentials/shortcut/follow_shortcut.ts";
import { writeShortcut } from "../../../src/credentials/shortcut/write_shortcut.ts";
import { toolEnvironment } from "../../../src/credentials/tool_environment.ts";
import { UserError } from "../../../src/errors.ts";
import { denoHost } from "../../../src/host.ts";
import type { Secret } from "../../../src/secret.ts";
import { findTool, unlistedTool } from "../../../src/tools/table.ts";
import { KernelKeyring, kernelKeyringWorks } from "../../../src/unlock/cache/kernel_keyring.ts";
import { changeVault } from "../../../src/vault/store/change.ts";
import { oneOf, type Random, randomOf, testSeed } from "../../aws/random.ts";
import { FakeSts } from "../../aws/sts/fake_sts.ts";
import { ignoreUnless } from "../../ignore.ts";
import { throwaway } from "../../throwaway.ts";
import { sampleItem } from "../../vault/temp_vault.ts";
import { ITEMS, makeBase, makeWorld, SECRET, type World } from "../random_world.ts";
import { cacheRole } from "./cached_role.ts";
import { contextIn, type Place } from "./place.ts";

const WORLDS = 400;
const HOUR = 3_600_000;
const ignore = ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");
const TOOLS = ["aws", "cdk", "env"] as const;
const PROFILES = [undefined, "default", "a", "b", "c", "d"] as const;
/** Variables that may change what a run gets, with a value that does. */
const VARIABLES: readonly (readonly [string, string])[] = [
  ["AWS_PROFILE", "a"],
  ["AWS_DEFAULT_PROFILE", "b"],
  ["AWS_REGION", "ap-east-1"],
  ["AWS_DEFAULT_REGION", "ap-east-1"],
  ["AWS_ENDPOINT_URL", "http://example.com"],
  ["AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"],
  ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"],
  ["AWS_STS_REGIONAL_ENDPOINTS", "wrong"],
  ["AWS_CONFIG_FILE", "/dev/null"],
  ["AWS_SHARED_CREDENTIALS_FILE", "/dev/null"],
  ["AWS_ROLE_ARN", "x"],
  ["OPAWS_TOKEN", "x"],
  ["OPAWS_TOKEN_FILE", "/dev/null"],
  ["OPAWS_CHOSEN", "AKIAENVIRONMENTXAMPL"],
  ["OPAWS_PROVIDED", '{"AWS_REGION":"af-south-1"}'],
  ["OPAWS_VARIABLES", "NAME"],
  ["OPAWS_START_CWD", "7"],
  ["OPAWS_AWS_FILES", "{}"],
];

/** The changes to the environment; the code of an error; null if no shortcut leads anywhere. */
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

/** Returns what a run gets by a shortcut. */
async function shortly(place: Place, terminal: string): Promise<Outcome> {
  const { host, paths } = contextIn(place, terminal);
  const { world: { tool, options: { profile } } } = place;
  try {
    const config = readPlainConfig(paths);
    const search = config && { host, paths, config, terminal, tool, profile };
    const followed = search && await followShortcut(search);
    if (followed === null) return null;
    const change = provision({ ...followed, environment: currentEnvironment(host) });
    return shown(recordChoice(change, followed));
  } catch {
    return null;
  }
}

/** Returns what a run gets that takes every step. Then it makes a shortcut, unless `writes` is false. */
async function fully(place: Place, terminal: string, writes: boolean): Promise<Outcome> {
  const { world } = place;
  const variables = new Set<string>();
  const { host, paths, ...others } = contextIn(place, terminal);
  const traced = { ...host, env: (name: string) => host.env((variables.add(name), name)) };
  const flag = world.profileArgument === undefined ? [] : ["--profile", world.profileArgument];
  const request: PlanRequest = {
    tool: findTool(world.tool) ?? unlistedTool(world.tool),
    args: [...world.tool === "aws" ? ["s3", "ls"] : ["deploy"], ...flag],
    options: world.options,
  };
  try {
    const context: CredentialsContext = { ...others, paths, host: traced };
    const result = await getCredentials(request, context);
    const { config } = context;
    if (writes) {
      await writeShortcut({ host, paths, config, terminal, request, result, variables });
    }
    return shown(toolEnvironment(result, currentEnvironment(host)));
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

/** Returns `place` with one thing changed by chance. `other` is another world. */
function changed(random: Random, place: Place, other: World): Place {
  const { world } = place;
  const [name, value] = oneOf(random, VARIABLES);
  const environment: Record<string, string> = { ...world.environment };
  if (name in environment) delete environment[name];
  else environment[name] = value;
  const file = (which: keyof World["files"]): World => ({
    ...world,
    files: { ...world.files, [which]: other.files[which] },
  });
  return oneOf<() => Place>(random, [
    () => ({ ...place, world: { ...world, environment } }),
    () => ({ ...place, world: { ...world, environment } }),
    () => ({ ...place, world: file("config") }),
    () => ({ ...place, world: file("credentials") }),
    () => ({ ...place, world: file("opaws") }),
    () => ({ ...place, world: withProfilesOf(world, other) }),
    () => ({ ...place, world: { ...world, tool: oneOf(random, TOOLS) } }),
    () => ({ ...place, world: { ...world, options: { profile: oneOf(random, PROFILES) } } }),
    () => ({ ...place, time: oneOf(random, [-HOUR, 0.95 * HOUR, HOUR]) }),
    () => ({ ...place, uptime: oneOf(random, [-HOUR, 0.95 * HOUR, HOUR]) }),
  ])();
}

/** Returns `world` with the items that `opaws profile map` assigned in `other`. */
function withProfilesOf(world: World, other: World): World {
  const { profiles } = JSON.parse(other.files.opaws);
  const opaws = JSON.stringify({ ...JSON.parse(world.files.opaws), profiles });
  return { ...world, files: { ...world.files, opaws } };
}

/** Reports whether `run` could have this command line in its short form: no other option, and no profile argument. */
function isShort({ options, profileArgument }: World): boolean {
  return profileArgument === undefined && options.item === undefined && !options.noSession;
}

Deno.test({
  name: "followShortcut() gives what getCredentials() gives, or nothing, in 400 random worlds",
  ignore,
  async fn() {
    const seed = testSeed();
    const random = randomOf(seed);
    await using sts = FakeSts.start();
    for (const { id } of ITEMS) sts.know(id, SECRET);
    using home = throwaway();
    const base = await makeBase(home);
    const terminal = `test-${crypto.randomUUID()}`;
    const keyring = new KernelKeyring(home.host, home.paths, terminal);
    const limits = { idle: 4 * HOUR, hard: 4 * HOUR };
    Deno.mkdirSync(`${home.folder}/.aws`);
    const followed = { same: 0, changed: 0, sso: 0 };
    try {
      for (let index = 0; index < WORLDS; index++) {
        const world = makeWorld(random, base);
        forgetSessions(home.paths);
        await keyring.put(base.vault.file.id, base.vault.key, limits); // a clock that is set back ends it
        await cacheRole(base, sts);
        const place: Place = { base, sts: sts.url, world, time: 0, uptime: 0 };
        const told = `OPAWS_TEST_SEED=${seed}, world ${index}: ${JSON.stringify(world)}`;
        const full = await fully(place, terminal, true);
        const short = isShort(world) ? await shortly(place, terminal) : null;
        if (short !== null) {
          followed.same++;
          assert.deepEqual(short, full, told);
          const kind = typeof short === "object" && short.set.AWS_SESSION_TOKEN;
          if (kind === "token of a role of Identity Center") followed.sso++;
          assert(kind, told);
        }
        for (let times = short === null ? 1 : 12; times > 0; times--) {
          const other = changed(random, place, makeWorld(random, base));
          const short = isShort(other.world) ? await shortly(other, terminal) : null;
          if (short === null) continue;
          followed.changed++;
          assert.deepEqual(
            short,
            await fully(other, terminal, false),
            JSON.stringify(other) + told,
          );
        }
      }
    } finally {
      await keyring.forget();
    }
    assert(followed.same > WORLDS / 20, JSON.stringify(followed));
    assert(followed.changed > WORLDS / 10, JSON.stringify(followed));
    assert(followed.sso > 2, JSON.stringify(followed));
  },
});

Deno.test({
  name: "a shortcut leads nowhere once its vault has changed or is locked, or its session is gone",
  ignore,
  async fn() {
    await using sts = FakeSts.start();
    for (const { id } of ITEMS) sts.know(id, SECRET);
    using home = throwaway();
    const base = await makeBase(home);
    const terminal = `test-${crypto.randomUUID()}`;
    const keyring = new KernelKeyring(home.host, home.paths, terminal);
    const unlock = () =>
      keyring.put(base.vault.file.id, base.vault.key, { idle: HOUR, hard: HOUR });
    await unlock();
    Deno.mkdirSync(`${home.folder}/.aws`);
    const { id: item, title } = base.items[0]!;
    const aws = { vault: "personal", item, title, profile: "a" };
    const files = {
      config: "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/a\n",
      credentials: "",
      opaws: JSON.stringify({ version: 1, scopes: { global: { aws } } }),
    };
    const world: World = {
      ...{ files, environment: {}, tool: "aws", profileArgument: undefined, options: {} },
    };
    const place: Place = { base, sts: sts.url, world, time: 0, uptime: 0 };
    try {
      const made = async () => {
        const full = await fully(place, terminal, true);
        assert.deepEqual(await shortly(place, terminal), full);
      };
      await made();
      const used = `${home.paths.state}/used/${item}`;
      const uses = Deno.statSync(used).size;
      await made();
      assert.equal(Deno.statSync(used).size, uses + 2);
      await keyring.forget();
      assert.equal(await shortly(place, terminal), null);
      await unlock();
      await made();
      forgetSessions(home.paths);
      assert.equal(await shortly(place, terminal), null);
      await made();
      const before = Deno.readFileSync(`${home.paths.vaults}/personal.json`);
      await changeVault(
        home.host,
        home.paths,
        "personal",
        base.vault.key,
        (draft) => draft.putItem(sampleItem("another")),
      );
      assert.equal(await shortly(place, terminal), null);
      await made();
      Deno.writeFileSync(`${home.paths.vaults}/personal.json`, before);
      assert.equal(await shortly(place, terminal), null);
    } finally {
      await keyring.forget();
    }
  },
});
