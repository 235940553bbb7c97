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
import { randomOf, testSeed } from "../../aws/random.ts";
import { FakeSts, type StsCall } from "../../aws/sts/fake_sts.ts";
import { ignoreUnless } from "../../ignore.ts";
import { throwaway } from "../../throwaway.ts";
import { sampleItem } from "../../vault/temp_vault.ts";
import { ITEMS, makeBase, makeWorld, SECRET, type World } from "../random_world.ts";
import { cacheRole } from "./cached_role.ts";
import { changed } from "./changed_place.ts";
import { contextIn, type Place } from "./place.ts";

const WORLDS = 200;
const HOUR = 3_600_000;
const ignore = ignoreUnless(kernelKeyringWorks(denoHost), "a kernel keyring");
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

/** Returns what a run gets by a shortcut, which may request the session again. */
async function shortly(place: Place, terminal: string): Promise<Outcome> {
  const { host, paths } = contextIn(place, terminal);
  const { world: { tool, options: { profile } } } = place;
  let followed;
  try {
    const config = readPlainConfig(paths);
    followed = config &&
      await followShortcut({ host, paths, config, terminal, tool, profile });
  } catch {
    return null;
  }
  if (followed === null) return null;
  try {
    const { credentials: found } = followed;
    const credentials = typeof found === "function" ? await found() : found;
    const environment = currentEnvironment(host);
    const change = provision({ ...followed, credentials, environment });
    return shown(recordChoice(change, followed));
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
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

/** Returns what a request asks for, without the name of the session that contains the time. */
function asked({ action, params, region, accessKeyId }: StsCall): unknown {
  const { RoleSessionName: _, ...others } = params;
  return { action, others, region, signer: accessKeyId.startsWith("ASIA") || accessKeyId };
}

/** Returns `outcome` without the credentials of a new session, which differ each time. */
function masked(outcome: Outcome): Outcome {
  if (typeof outcome !== "object" || outcome === null) return outcome;
  const set = Object.entries(outcome.set).map(([name, value]) =>
    [name, /^AWS_(ACC|SEC|SESS|CRED)|CHOSEN/.test(name) ? "new" : value] as const
  );
  return { ...outcome, set: Object.fromEntries(set) };
}

/** Reports whether `run` could have this command line in its short form: no other option, and no profile argument. */
function isShort({ options, profileArgument }: World): boolean {
  return profileArgument === undefined && options.item === undefined && !options.noSession;
}

Deno.test({
  name: "followShortcut() gives what getCredentials() gives, or nothing, in 200 random worlds",
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
    const followed = { same: 0, changed: 0, renewed: 0, sso: 0 };
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
          const before = sts.calls.length;
          const short = isShort(other.world) ? await shortly(other, terminal) : null;
          if (short === null) continue;
          followed.changed++;
          const middle = sts.calls.length;
          if (middle > before) {
            followed.renewed++;
            forgetSessions(home.paths); // so that the full path requests it too
          }
          const full = await fully(other, terminal, false);
          const about = `${JSON.stringify(other.world)} ${told}`;
          const all = sts.calls.map(asked);
          assert.deepEqual(all.slice(before, middle), all.slice(middle), about);
          const shown = middle > before ? masked : (outcome: Outcome) => outcome;
          assert.deepEqual(shown(short), shown(full), about);
        }
      }
    } finally {
      await keyring.forget();
    }
    assert(followed.same > WORLDS / 20, JSON.stringify(followed));
    assert(followed.changed > WORLDS / 10, JSON.stringify(followed));
    assert(followed.renewed > WORLDS / 40, JSON.stringify(followed));
    assert(followed.sso > 2, JSON.stringify(followed));
  },
});

Deno.test({
  name:
    "a shortcut leads nowhere once its vault has changed or is locked, and requests a session that is gone",
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
      ...{
        files,
        terminal: {},
        environment: {},
        tool: "aws",
        profileArgument: undefined,
        options: {},
      },
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
      const again = await shortly(place, terminal);
      assert.deepEqual(again, await fully(place, terminal, false));
      assert.equal(sts.calls.length, 2);
      forgetSessions(home.paths);
      sts.plan(
        "AssumeRole",
        { kind: "error", code: "AccessDenied", status: 403, message: "no" },
        1,
      );
      assert.equal(await shortly(place, terminal), "refused-by-aws");
      assert.equal(sts.calls.length, 3);
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
