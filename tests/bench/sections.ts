import { type AwsVault, startAwsVault } from "./aws_vault.ts";
import { type Granted, setUpGranted } from "./granted.ts";
import {
  type BenchHome,
  KEY,
  makeHome,
  makeJob,
  opaws,
  runOnce,
  START,
  unlock,
  unlocking,
  WITH_CODE_CACHE,
} from "./homes.ts";
import type { Measured } from "./measure.ts";
import { cliRoles, nearRole } from "./roles.ts";
import type { Section } from "./section.ts";
import { ssoRole } from "./sso_role.ts";
import { type ShellStart, shellStart } from "./shell_start.ts";

/** `opaws run` of a bound item, in all sections. */
export const RUN = ["run", "--", "true"] as const;
/** The row of {@linkcode RUN} in the section of the peers. */
export const RUN_NAME = "opaws run -- true, bound by directory";
/** The vaults of the growth: what they are called, and what is in them. */
export const VAULTS = [
  { name: "10 items", items: 10, notes: 0 },
  { name: "1,000 items", items: 1_000, notes: 0 },
  { name: "10,000 items", items: 10_000, notes: 0 },
  { name: "1 MB", items: 100, notes: 7_000 },
  { name: "10 MB", items: 1_000, notes: 7_000 },
] as const;
/** The commands of the growth. */
export const GROWING: Readonly<Record<string, readonly string[]>> = {
  "opaws run -- true": RUN,
  "opaws run --item TITLE": ["run", "--item", "AWS 7", "--", "true"],
  "opaws credential-process": ["credential-process"],
  "opaws credential-process --item TITLE": ["credential-process", "--item", "AWS 7"],
  "opaws export --format process": ["export", "--format", "process"],
  "opaws item list": ["item", "list"],
};

/** Everything that the benchmark measures. */
export interface Bench extends AsyncDisposable {
  readonly peers: Section;
  readonly keys: Section;
  readonly cold: Section;
  readonly others: Section;
  /** One section for each of {@linkcode VAULTS}. */
  readonly growth: readonly Section[];
  /** Null if moto's server is not installed. */
  readonly cli: Section | null;
  /** Null if zsh is not installed. */
  readonly shell: ShellStart | null;
  /** The versions of the peers that are installed. */
  readonly versions: readonly string[];
}

/** Makes the homes and starts the services in the folder `base`. */
export async function setUp(base: string): Promise<Bench> {
  const stack = new AsyncDisposableStack();
  const homes: BenchHome[] = [];
  for (const { items, notes } of VAULTS) {
    homes.push(await makeHome(`${base}/v${homes.length}`, { items, notes, scope: "directory" }));
  }
  const [home, , many] = homes as [BenchHome, BenchHome, BenchHome];
  const awsVault = await startAwsVault(`${base}/aws-vault`, home);
  if (awsVault !== null) stack.use(awsVault);
  const granted = await setUpGranted(`${base}/granted`, home);
  const roleHome = await makeHome(`${base}/role`, { items: 10, scope: "global" });
  const role = stack.use(await nearRole(roleHome));
  const sso = stack.use(
    await ssoRole(await makeHome(`${base}/sso`, { items: 10, scope: "global" })),
  );
  const cliHome = await makeHome(`${base}/cli`, { items: 10, scope: "global" });
  const cli = await cliRoles(cliHome);
  if (cli !== null) stack.use(cli);
  const empty = await emptyProgram(base, home);
  return {
    peers: {
      title: "Running a tool",
      memory: true,
      commands: [
        empty,
        plainEnv(base, home),
        ...awsVault?.exec ?? [],
        ...granted ? [granted.exec] : [],
        opaws(RUN_NAME, home, RUN),
        {
          ...opaws("opaws run -- true, the same, with Deno's code cache", home, RUN),
          command: [...WITH_CODE_CACHE, ...RUN],
        },
        ...await scopes(base, home),
        opaws("opaws run --item TITLE -- true", home, GROWING["opaws run --item TITLE"]!),
        role.cached,
        sso.cached,
      ],
    },
    keys: {
      title: "Keys for other programs",
      unlocked: [home],
      commands: [
        empty,
        ...awsVault?.export ?? [],
        ...granted ? [granted.credentialProcess] : [],
        opaws(RUN_NAME, home, RUN),
        opaws("opaws credential-process", home, ["credential-process"]),
        opaws("opaws export --format process", home, ["export", "--format", "process"]),
        opaws("opaws export", home, ["export"]),
      ],
    },
    cold: {
      title: "The first time",
      share: 0.5,
      unlocked: [roleHome, many],
      commands: [
        empty,
        ...awsVault?.role ?? [],
        role.requested,
        role.first,
        await afterUnlock(base),
        withoutIndex(many),
        unlocking("opaws unlock, with its one Argon2id of 64 MiB", home),
      ],
    },
    others: {
      title: "Other commands",
      unlocked: [home],
      commands: [
        empty,
        ...awsVault?.list ?? [],
        opaws("opaws item list", home, ["item", "list"]),
        opaws("opaws which aws", home, ["which", "aws"]),
        opaws("opaws hook zsh", home, ["hook", "zsh"]),
        opaws("opaws --help", home, ["--help"]),
      ],
    },
    growth: homes.map((each, at) => ({
      title: VAULTS[at]!.name,
      unlocked: [each],
      share: 0.5,
      commands: [
        empty,
        ...Object.entries(GROWING).map(([name, args]) => opaws(name, each, args)),
      ],
    })),
    cli: cli &&
      { title: "The AWS CLI with a role", unlocked: [cliHome], share: 0.5, commands: cli.commands },
    shell: await shellStart(await makeHome(`${base}/shell`, { items: 10, scope: "global" })),
    versions: versions(awsVault, granted),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Returns the empty Deno program, the floor of everything on Deno. */
export async function emptyProgram(base: string, { env }: BenchHome): Promise<Measured> {
  const file = `${base}/empty.js`;
  await Deno.writeTextFile(file, "");
  return { name: "an empty Deno program", command: [...START, file], cwd: base, env };
}

function plainEnv(base: string, { env }: BenchHome): Measured {
  const key = [`AWS_ACCESS_KEY_ID=${KEY.id}`, `AWS_SECRET_ACCESS_KEY=${KEY.secret}`] as const;
  return { name: "env AWS_...=... true", command: ["env", ...key, "true"], cwd: base, env };
}

async function scopes(base: string, home: BenchHome): Promise<Measured[]> {
  const bySession = await makeHome(`${base}/session`, { items: 10, scope: "session" });
  const byDefault = await makeHome(`${base}/global`, { items: 10, scope: "global" });
  const job = await makeJob(`${base}/job`, home);
  return [
    opaws("opaws run -- true, bound by terminal session", bySession, RUN),
    opaws("opaws run -- true, bound globally", byDefault, RUN),
    opaws("opaws run -- true in CI, a token and its bundle", job, RUN),
  ];
}

async function afterUnlock(base: string): Promise<Measured> {
  const home = await makeHome(`${base}/unlocked`, { items: 10, scope: "global" });
  const before = async (): Promise<void> => {
    await runOnce(home, ["lock"]);
    await unlock(home);
  };
  return { ...opaws("opaws run -- true, the first after unlock", home, RUN), before };
}

function withoutIndex(home: BenchHome): Measured {
  const args = GROWING["opaws run --item TITLE"]!;
  return {
    ...opaws("opaws run --item TITLE, 10,000 items, index not yet there", home, args),
    before: async () => {
      await Deno.remove(`${home.env.HOME}/.local/state/opaws/index`, { recursive: true });
    },
  };
}

function versions(awsVault: AwsVault | null, granted: Granted | null): string[] {
  return [
    awsVault === null ? "aws-vault: not on PATH" : `aws-vault ${awsVault.version}`,
    granted === null ? "granted: not on PATH" : `granted ${granted.version}`,
  ];
}
