import assert from "node:assert/strict";
import { planJson } from "../../src/commands/which.ts";
import { gatherFacts } from "../../src/credentials/facts.ts";
import { getCredentials } from "../../src/credentials/get_credentials.ts";
import type { CredentialsContext } from "../../src/credentials/context.ts";
import { makePlan } from "../../src/credentials/plan.ts";
import { nothingBound } from "../../src/credentials/plan_errors.ts";
import { forgetSessions } from "../../src/credentials/session_files.ts";
import { toolEnvironment } from "../../src/credentials/tool_environment.ts";
import { currentEnvironment } from "../../src/credentials/environment_records.ts";
import { UserError } from "../../src/errors.ts";
import type { Host } from "../../src/host.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { findTool, unlistedTool } from "../../src/tools/table.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { fieldText } from "../../src/vault/item.ts";
import { randomOf, testSeed } from "../aws/random.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { FakeSso } from "../aws/sso/fake_sso.ts";
import { accessIn, signedIn } from "./sso/sso_home.ts";
import { throwaway } from "../throwaway.ts";
import { type Base, ITEMS, makeBase, makeWorld, SECRET, type World } from "./random_world.ts";

/** How many random worlds of profiles, chains, bindings, variables, tokens and arguments are tested. */
const WORLDS = 600;

interface Outcome {
  readonly outcome: string;
  /** The id of the access key that the tool gets, or that signs the first STS call. */
  readonly accessKeyId?: string;
  readonly roles?: readonly string[];
  readonly region?: string | null;
  /** The account and the role of IAM Identity Center. */
  readonly sso?: string;
}

/** Returns what `opaws which --json` announces, completed with what only the opened item knows. */
function announced(world: World, base: Base, context: CredentialsContext): Outcome {
  const tool = findTool(world.tool) ?? unlistedTool(world.tool);
  const { profile = world.options.profile, item, noSession, sso } = {
    ...world.options,
    ...(world.profileArgument && { profile: world.profileArgument }),
  };
  const options = { profile, item, noSession, ...(sso && { sso }) };
  // deno-lint-ignore no-explicit-any
  const json: any = planJson(
    makePlan({ tool, args: null, options }, () => gatherFacts(context)),
  );
  if (json.outcome === "identity center") {
    return {
      outcome: json.outcome,
      roles: json.roles.map(({ role }: { role: string }) => role),
      region: json.region?.name ?? null,
      sso: `${json.ssoRole.account} ${json.ssoRole.role}`,
    };
  }
  if (!["item", "role", "token"].includes(json.outcome)) return { outcome: json.outcome };
  const found = json.outcome === "token" && json.item === null
    ? base.items.find(({ title }) => title === "AWS audit")!
    : base.items.find(({ title }) => title === json.item)!;
  // What a token grants is sealed, so the plan cannot know it.
  if (json.outcome === "token" && found.title !== "AWS audit") {
    return { outcome: "error not-granted" };
  }
  const { region } = json;
  return {
    outcome: json.roles.length > 0 ? "role" : "item",
    accessKeyId: fieldText(found, "access key id")!,
    roles: json.roles.map(({ role }: { role: string }) => role),
    region: region.kind === "known"
      ? region.region.name
      : fieldText(found, "default region") || (region.fallback?.name ?? null),
  };
}

/** Returns what `opaws run` does. */
async function done(
  world: World,
  context: CredentialsContext,
  sts: FakeSts,
  sso: FakeSso,
): Promise<Outcome> {
  const tool = findTool(world.tool) ?? unlistedTool(world.tool);
  const flag = world.profileArgument === undefined ? [] : ["--profile", world.profileArgument];
  const args = world.tool === "aws" ? ["s3", "ls", ...flag] : ["deploy", ...flag];
  const before = sts.calls.length;
  const ssoBefore = sso.calls.length;
  const result = await getCredentials({ tool, args, options: world.options }, context);
  const change = toolEnvironment(result, currentEnvironment(context.host));
  if (result.kind === "unchanged") {
    assert(!("AWS_ACCESS_KEY_ID" in change.set));
    return { outcome: "left to the tool" };
  }
  const calls = sts.calls.slice(before);
  const roles = calls.map(({ params }) => params.RoleArn!);
  const region = result.region?.name ?? null;
  if (result.plan.kind === "sso") {
    const [call, ...others] = sso.calls.slice(ssoBefore);
    assert.deepEqual([call?.action, others], ["GetRoleCredentials", []]);
    const { account_id: account, role_name: role } = call!.query;
    return { outcome: "identity center", roles, region, sso: `${account} ${role}` };
  }
  const accessKeyId = String(change.set.AWS_ACCESS_KEY_ID);
  assert.equal(calls.length > 0, change.set.AWS_SESSION_TOKEN !== undefined);
  assert.equal(result.credentials.accessKeyId, accessKeyId);
  return {
    outcome: calls.length > 0 ? "role" : "item",
    accessKeyId: calls[0]?.accessKeyId ?? accessKeyId,
    roles,
    region,
  };
}

async function outcomeOf(act: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { outcome: error.code === "no-binding" ? "nothing bound" : `error ${error.code}` };
  }
}

Deno.test("`which` announces what `run` then does, in 600 random worlds", async () => {
  const seed = testSeed();
  const random = randomOf(seed);
  await using sts = FakeSts.start();
  for (const { id } of ITEMS) sts.know(id, SECRET);
  using home = throwaway();
  const base = await makeBase(home);
  await using sso = FakeSso.start();
  knowRoleCredentials(sso, sts);
  await signInto(base, sso);
  Deno.mkdirSync(`${home.folder}/.aws`);
  const outcomes = new Map<string, number>();
  for (let index = 0; index < WORLDS; index++) {
    const world = makeWorld(random, base);
    Deno.writeTextFileSync(`${home.folder}/.aws/config`, world.files.config);
    Deno.writeTextFileSync(`${home.folder}/.aws/credentials`, world.files.credentials);
    Deno.writeTextFileSync(home.paths.configFile, world.files.opaws, { mode: 0o600 });
    const variables: Readonly<Record<string, string>> = {
      ...world.environment,
      HOME: home.folder,
      AWS_ENDPOINT_URL_STS: sts.url,
      ...sso.variables,
    };
    const host: Host = { ...home.host, env: (name) => variables[name] };
    const context: CredentialsContext = {
      host,
      paths: { ...home.paths, home: home.folder },
      config: readConfig(home.paths),
      terminal: null,
      ask: {
        vaultKey: () => Promise.resolve(copyOf(base.vault.key)),
        item: (reference) => {
          const item = base.items.find(({ title }) => title === reference)!;
          return Promise.resolve({ item, sealer: base.vault.sealer });
        },
        oneTimeCode: () => Promise.reject(new Error("no item has an MFA device")),
        binding: (tool) => Promise.reject(nothingBound(tool)),
        signIn: (_, needed) => Promise.reject(needed),
        defaultVault: () => Promise.resolve("personal"),
      },
      report: () => {},
    };
    forgetSessions(home.paths); // so that the fake STS sees each call
    const said = await outcomeOf(() => announced(world, base, context));
    const did = await outcomeOf(() => done(world, context, sts, sso));
    assert.deepEqual(
      said,
      did,
      `OPAWS_TEST_SEED=${seed}, world ${index}: ${JSON.stringify(world)}`,
    );
    outcomes.set(did.outcome, (outcomes.get(did.outcome) ?? 0) + 1);
  }
  for (
    const outcome of ["item", "role", "identity center", "left to the tool", "nothing bound"]
  ) {
    assert((outcomes.get(outcome) ?? 0) > WORLDS / 50, `${outcome}: ${outcomes.get(outcome) ?? 0}`);
  }
});

/** Lets `sts` accept the credentials that `sso` gives, as AWS does. */
function knowRoleCredentials({ portal }: FakeSso, sts: FakeSts): void {
  const give = portal.credentials.bind(portal);
  portal.credentials = (headers, query) => {
    const body = give(headers, query);
    const { accessKeyId, secretAccessKey: secret, sessionToken } = body.roleCredentials as Record<
      string,
      string
    >;
    const arn = "arn:aws:sts::111122223333:assumed-role/sso/me";
    const known = { secret: secret!, arn, sessionToken: sessionToken!, from: null, mfa: false };
    sts.keys.set(accessKeyId!, { ...known, expiresAt: Infinity });
    return body;
  };
}

/** Signs in, with the tokens under the key of the vault. */
async function signInto({ home, vault }: Base, sso: FakeSso): Promise<void> {
  await signedIn({ ...await accessIn(home, sso), sealer: vault.sealer });
}

function copyOf(key: VaultKey): VaultKey {
  return new VaultKey(key.bytes.slice());
}
