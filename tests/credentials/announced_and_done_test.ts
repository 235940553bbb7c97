import assert from "node:assert/strict";
import { planJson } from "../../src/commands/which.ts";
import { gatherFacts } from "../../src/credentials/facts.ts";
import { type CredentialsContext, getCredentials } from "../../src/credentials/get_credentials.ts";
import { forgetSessions } from "../../src/credentials/session_files.ts";
import { makePlan } from "../../src/credentials/plan.ts";
import { nothingBound } from "../../src/credentials/plan_errors.ts";
import type { RequestOptions } from "../../src/credentials/request.ts";
import { currentEnvironment, toolEnvironment } from "../../src/credentials/tool_environment.ts";
import { UserError } from "../../src/errors.ts";
import { denoHost, type Host } from "../../src/host.ts";
import type { Binding } from "../../src/scope/binding.ts";
import { readConfig } from "../../src/scope/config_file.ts";
import { Secret } from "../../src/secret.ts";
import { findTool, unlistedTool } from "../../src/tools/table.ts";
import { formatToken } from "../../src/vault/slots/token_text.ts";
import { fieldText, type Item } from "../../src/vault/item.ts";
import { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { type OpenVault, openVault } from "../../src/vault/store/open.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { addToken } from "../../src/vault/store/tokens.ts";
import { oneOf, type Random, randomOf, testSeed } from "../aws/random.ts";
import { FakeSts } from "../aws/sts/fake_sts.ts";
import { type Throwaway, throwaway } from "../throwaway.ts";
import { CHEAP, PASSWORD, sampleItem } from "../vault/temp_vault.ts";

/** How many random worlds of profiles, chains, bindings, variables, tokens and arguments are tested. */
const WORLDS = 600;
const ROLE = "arn:aws:iam::123456789012:role";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NAMES = ["default", "a", "b", "c", "d"] as const;
const REGIONS = ["eu-west-1", "us-west-2", "ap-south-1"] as const;
const ITEMS = [
  { title: "AWS dev", id: "AKIAIOSFODNN7EXAMPLE", region: undefined },
  { title: "AWS prod", id: "AKIAI44QH8DHBEXAMPLE", region: "sa-east-1" },
  { title: "AWS audit", id: "AKIAEXAMPLEAUDITKEYS", region: "eu-central-1" },
] as const;

/** The home and the vault that all worlds share. */
interface Base {
  readonly home: Throwaway;
  readonly vault: OpenVault;
  readonly items: readonly Item[];
  /** A token for one item. */
  readonly token: string;
}

async function makeBase(home: Throwaway): Promise<Base> {
  const { host, paths } = home;
  const created = await createVault(host, paths, "personal", PASSWORD, CHEAP);
  await changeVault(host, paths, "personal", created.key, async (draft) => {
    for (const { title, id, region } of ITEMS) {
      await draft.putItem(sampleItem(title, {
        fields: [
          { name: "access key id", secret: false, value: id },
          { name: "secret access key", secret: true, value: new Secret(SECRET) },
          ...(region === undefined
            ? []
            : [{ name: "default region", secret: false, value: region } as const]),
        ],
      }));
    }
  });
  const bytes = denoHost.random(32);
  const token = formatToken(bytes).reveal();
  const before = await openVault(host, paths, readVault(paths, "personal"), created.key);
  const audit = (await before.items()).find(({ title }) => title === "AWS audit")!;
  await addToken(host, paths, "personal", created.key, bytes, {
    items: [audit.id],
    label: "ci",
    expires: Date.now() + 86_400_000,
  });
  const vault = await openVault(host, paths, readVault(paths, "personal"), created.key);
  return { home, vault, items: await vault.items(), token };
}

/** One world: the content of the files, the environment, and one invocation. */
interface World {
  readonly files: Readonly<Record<"config" | "credentials" | "opaws", string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly tool: string;
  readonly profileArgument: string | undefined;
  readonly options: RequestOptions;
}

function makeWorld(random: Random, base: Base): World {
  const chance = (part: number) => random() < part;
  const maybe = <T>(part: number, from: readonly T[]) =>
    chance(part) ? oneOf(random, from) : undefined;
  const profiles = NAMES.filter(() => chance(0.8));
  const config = profiles.map((name) => section(random, name)).join("");
  const credentials = profiles.filter(() => chance(0.1))
    .map((name) =>
      `[${name}]\naws_access_key_id = AKIAPLAINTEXTEXAMPLE\naws_secret_access_key = x\n`
    )
    .join("");
  const binding = (): Binding => {
    const item = oneOf(random, base.items);
    const profile = maybe(0.3, NAMES);
    const region = maybe(0.3, REGIONS);
    return {
      vault: "personal",
      item: item.id,
      title: item.title,
      ...(profile && { profile }),
      ...(region && { region }),
    };
  };
  const bindings = () =>
    Object.fromEntries(["aws", "cdk"].filter(() => chance(0.4)).map((tool) => [tool, binding()]));
  const cwd = base.home.host.cwd()!;
  const environment: Record<string, string> = {};
  const set = (part: number, name: string, value: string) => {
    if (chance(part)) environment[name] = value;
  };
  set(0.15, "AWS_PROFILE", oneOf(random, NAMES));
  set(0.1, "AWS_DEFAULT_PROFILE", oneOf(random, NAMES));
  set(0.15, "AWS_REGION", "af-south-1");
  set(0.1, "AWS_DEFAULT_REGION", "me-south-1");
  set(0.1, "OPAWS_TOKEN", base.token);
  if (chance(0.15)) {
    environment.AWS_ACCESS_KEY_ID = "AKIAENVIRONMENTXAMPL";
    environment.AWS_SECRET_ACCESS_KEY = "x";
    set(0.5, "OPAWS_CHOSEN", "AKIAENVIRONMENTXAMPL");
  }
  const item = maybe(0.15, ITEMS)?.title;
  const tool = oneOf(random, ["aws", "cdk", "env"]);
  return {
    files: {
      config,
      credentials,
      opaws: JSON.stringify({
        version: 1,
        scopes: {
          global: bindings(),
          directories: chance(0.5) ? { [cwd]: bindings() } : {},
        },
        profiles: Object.fromEntries(
          NAMES.filter(() => chance(0.15)).map((name) => [name, binding()]),
        ),
      }),
    },
    environment,
    tool,
    // opaws knows no profile argument of a tool that is not in its table.
    profileArgument: tool === "env" ? undefined : maybe(0.25, NAMES),
    options: {
      ...(item !== undefined && { item }),
      ...(chance(0.1) && { profile: oneOf(random, NAMES) }),
      ...(chance(0.1) && { noSession: true }),
    },
  };
}

function section(random: Random, name: string): string {
  const lines: string[] = [];
  if (random() < 0.4) lines.push(`region = ${oneOf(random, REGIONS)}`);
  const kind = random();
  if (kind < 0.4) {
    lines.push(`role_arn = ${ROLE}/${name}`);
    if (random() < 0.8) lines.push(`source_profile = ${oneOf(random, NAMES)}`);
    if (random() < 0.3) lines.push(`external_id = x${name}`);
  } else if (kind < 0.5) {
    lines.push("sso_start_url = https://example.com", "sso_region = eu-west-1");
    lines.push("sso_account_id = 123456789012", "sso_role_name = dev");
  } else if (kind < 0.55) {
    lines.push("credential_process = /bin/other");
  } else if (kind < 0.6) {
    lines.push(`credential_process = opaws credential-process --item "AWS prod" --profile ${name}`);
  } else if (kind < 0.65) {
    lines.push(`role_arn = ${ROLE}/${name}`, "credential_source = Environment");
  }
  return `[${name === "default" ? name : `profile ${name}`}]\n${
    lines.map((line) => `${line}\n`).join("")
  }`;
}

interface Outcome {
  readonly outcome: string;
  /** The id of the access key that the tool gets, or that signs the first STS call. */
  readonly accessKeyId?: string;
  readonly roles?: readonly string[];
  readonly region?: string | null;
}

/** Returns what `opaws which --json` announces, completed with what only the opened item knows. */
function announced(world: World, base: Base, context: CredentialsContext): Outcome {
  const tool = findTool(world.tool) ?? unlistedTool(world.tool);
  const { profile = world.options.profile, item, noSession } = {
    ...world.options,
    ...(world.profileArgument && { profile: world.profileArgument }),
  };
  const options = { profile, item, noSession };
  // deno-lint-ignore no-explicit-any
  const json: any = planJson(
    makePlan({ tool, args: null, options }, () => gatherFacts(context)),
  );
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
): Promise<Outcome> {
  const tool = findTool(world.tool) ?? unlistedTool(world.tool);
  const flag = world.profileArgument === undefined ? [] : ["--profile", world.profileArgument];
  const args = world.tool === "aws" ? ["s3", "ls", ...flag] : ["deploy", ...flag];
  const before = sts.calls.length;
  const result = await getCredentials({ tool, args, options: world.options }, context);
  const change = toolEnvironment(result, currentEnvironment(context.host));
  if (result.kind === "unchanged") {
    assert(!("AWS_ACCESS_KEY_ID" in change.set));
    return { outcome: "left to the tool" };
  }
  const calls = sts.calls.slice(before);
  const accessKeyId = String(change.set.AWS_ACCESS_KEY_ID);
  assert.equal(calls.length > 0, change.set.AWS_SESSION_TOKEN !== undefined);
  assert.equal(result.credentials.accessKeyId, accessKeyId);
  return {
    outcome: calls.length > 0 ? "role" : "item",
    accessKeyId: calls[0]?.accessKeyId ?? accessKeyId,
    roles: calls.map(({ params }) => params.RoleArn!),
    region: result.region?.name ?? null,
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
      },
      report: () => {},
    };
    forgetSessions(home.paths); // so that the fake STS sees each call
    const said = await outcomeOf(() => announced(world, base, context));
    const did = await outcomeOf(() => done(world, context, sts));
    assert.deepEqual(
      said,
      did,
      `OPAWS_TEST_SEED=${seed}, world ${index}: ${JSON.stringify(world)}`,
    );
    outcomes.set(did.outcome, (outcomes.get(did.outcome) ?? 0) + 1);
  }
  for (const outcome of ["item", "role", "left to the tool", "nothing bound"]) {
    assert((outcomes.get(outcome) ?? 0) > WORLDS / 50, `${outcome}: ${outcomes.get(outcome) ?? 0}`);
  }
});

function copyOf(key: VaultKey): VaultKey {
  return new VaultKey(key.bytes.slice());
}
