import { exists } from "../../src/fs/exists.ts";
import type { Paths } from "../../src/fs/paths.ts";
import type { RequestOptions } from "../../src/credentials/request.ts";
import { denoHost } from "../../src/host.ts";
import type { Binding, Bindings } from "../../src/scope/binding.ts";
import { Secret } from "../../src/secret.ts";
import type { Item } from "../../src/vault/item.ts";
import { formatToken } from "../../src/vault/slots/token_text.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { type OpenVault, openVault } from "../../src/vault/store/open.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { addToken } from "../../src/vault/store/tokens.ts";
import { oneOf, type Random } from "../aws/random.ts";
import type { Throwaway } from "../throwaway.ts";
import { CHEAP, PASSWORD, sampleItem } from "../vault/temp_vault.ts";

const ROLE = "arn:aws:iam::123456789012:role";
/** The secret access key of every item. */
export const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NAMES = ["default", "a", "b", "c", "d"] as const;
const REGIONS = ["eu-west-1", "us-west-2", "ap-south-1"] as const;
/** The items of the vault. */
export const ITEMS = [
  { title: "AWS dev", id: "AKIAIOSFODNN7EXAMPLE", region: undefined },
  { title: "AWS prod", id: "AKIAI44QH8DHBEXAMPLE", region: "sa-east-1" },
  { title: "AWS audit", id: "AKIAEXAMPLEAUDITKEYS", region: "eu-central-1" },
] as const;

/** The session of IAM Identity Center that opaws may be signed in to. */
const SSO_SESSION = `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
`;
/** Roles that the person has there; see `FakeSso`. */
const SSO_ROLES = [
  { account: "111122223333", role: "Developer" },
  { account: "777788889999", role: "Admin" },
] as const;

const SSO_BINDING = { vault: "personal", sso: "corp", accountName: "Acme" };

/** The home and the vault that all worlds share. */
export interface Base {
  readonly home: Throwaway;
  readonly vault: OpenVault;
  readonly items: readonly Item[];
  /** A token for one item. */
  readonly token: string;
}

/** Makes the vault in `home`, with its items and a token for "AWS audit". */
export async function makeBase(home: Throwaway): Promise<Base> {
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
export interface World {
  readonly files: Readonly<Record<"config" | "credentials" | "opaws", string>>;
  /** The bindings of the terminal session. */
  readonly terminal: Bindings;
  readonly environment: Readonly<Record<string, string>>;
  readonly tool: string;
  readonly profileArgument: string | undefined;
  readonly options: RequestOptions;
}

/** Makes a world by chance. */
export function makeWorld(random: Random, base: Base): World {
  const chance = (part: number) => random() < part;
  const maybe = <T>(part: number, from: readonly T[]) =>
    chance(part) ? oneOf(random, from) : undefined;
  const profiles = NAMES.filter(() => chance(0.8));
  const config = profiles.map((name) => section(random, name)).join("") + SSO_SESSION;
  const credentials = profiles.filter(() => chance(0.1))
    .map((name) =>
      `[${name}]\naws_access_key_id = AKIAPLAINTEXTEXAMPLE\naws_secret_access_key = x\n`
    )
    .join("");
  const binding = (): Binding => {
    if (chance(0.15)) return { ...SSO_BINDING, ...oneOf(random, SSO_ROLES) };
    return itemBinding();
  };
  const itemBinding = (): Binding => {
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
          NAMES.filter(() => chance(0.15)).map((name) => [name, itemBinding()]),
        ),
      }),
    },
    terminal: chance(0.3) ? bindings() : {},
    environment,
    tool,
    // opaws knows no profile argument of a tool that is not in its table.
    profileArgument: tool === "env" ? undefined : maybe(0.25, NAMES),
    options: {
      ...(item !== undefined && { item }),
      ...(chance(0.1) && { profile: oneOf(random, NAMES) }),
      ...(chance(0.1) && { noSession: true }),
      ...(chance(0.05) && { sso: { session: "corp", ...oneOf(random, SSO_ROLES) } }),
    },
  };
}

/** Writes the bindings of the terminal session `terminal` as opaws does. */
export function writeTerminal(
  { runtimes: [folder] }: Paths,
  terminal: string,
  bindings: Bindings,
): void {
  const path = `${folder}/terminal-${terminal}.json`;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = JSON.stringify({ version: 1, terminal, bindings }, null, 2) + "\n";
  if (Object.keys(bindings).length > 0) Deno.writeTextFileSync(path, text, { mode: 0o600 });
  else if (exists(path)) Deno.removeSync(path);
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
  } else if (kind < 0.54) {
    const { account, role } = oneOf(random, SSO_ROLES);
    lines.push("sso_session = corp", `sso_account_id = ${account}`, `sso_role_name = ${role}`);
  } else if (kind < 0.56) {
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
