import { FakeSts } from "../aws/sts/fake_sts.ts";
import { AWS_1, type Moto, startMoto } from "../e2e/moto.ts";
import { isFile } from "../ignore.ts";
import { type BenchHome, KEY, OPAWS, opaws } from "./homes.ts";
import type { Measured } from "./measure.ts";

const ROLE = "arn:aws:iam::123456789012:role/bench";
const KEYS = `aws_access_key_id = ${KEY.id}
aws_secret_access_key = ${KEY.secret}
`;
const RUN_ROLE = ["run", "--profile", "role", "--", "true"];

/** `opaws run` with a role, whose STS is on this machine. */
export interface NearRole extends AsyncDisposable {
  /** With a session in the cache. */
  readonly cached: Measured;
  /** With a new session each time, as when one has ended. */
  readonly requested: Measured;
  /** The same, by the first run of all. */
  readonly first: Measured;
  /** With a server, and the item's session in the cache. */
  readonly served: Measured;
}

/** Adds the profile `role` to `home` and starts an STS on loopback. */
export async function nearRole(home: BenchHome): Promise<NearRole> {
  await addProfiles(home);
  const sts = FakeSts.start();
  sts.know(KEY.id, KEY.secret);
  const env = { ...home.env, AWS_ENDPOINT_URL: sts.url, AWS_DEFAULT_REGION: "eu-west-1" };
  const state = `${home.env.HOME}/.local/state/opaws`;
  const forget = () => removeIfThere(`${state}/sessions`);
  return {
    cached: { ...opaws("opaws run -- true, a role, session cached", home, RUN_ROLE), env },
    requested: {
      ...opaws("opaws run -- true, a role, session requested", home, RUN_ROLE),
      env,
      before: forget,
    },
    first: {
      ...opaws("opaws run -- true, a role for the first time", home, RUN_ROLE),
      env,
      before: async () => {
        await forget();
        await removeIfThere(`${state}/index`);
      },
    },
    served: {
      ...opaws("opaws run --server -- true", home, ["run", "--server", "--", "true"]),
      env,
    },
    [Symbol.asyncDispose]: () => sts[Symbol.asyncDispose](),
  };
}

/** What the AWS CLI does with a role, by itself and through opaws. Its STS is moto's server. */
export interface CliRoles extends AsyncDisposable {
  readonly commands: readonly [Measured, ...Measured[]];
}

/**
 * Starts moto's server for the AWS CLI 1, which requests a session of the role with a plaintext key, and for opaws with
 * the item of `home`. Returns null if they are not installed.
 */
export async function cliRoles(home: BenchHome): Promise<CliRoles | null> {
  if (!isFile(AWS_1)) return null;
  await addProfiles(home);
  const folder = home.env.HOME!;
  await Deno.writeTextFile(`${folder}/.aws/credentials`, `[keys]\n${KEYS}`, { mode: 0o600 });
  const moto: Moto = await startMoto();
  const env = { ...home.env, AWS_ENDPOINT_URL: moto.url, AWS_DEFAULT_REGION: "eu-west-1" };
  const caller = ["sts", "get-caller-identity"];
  const through = ["run", "--profile", "role", "--", AWS_1, ...caller];
  const command = (name: string, args: readonly [string, ...string[]]): Measured => ({
    name,
    command: args,
    cwd: home.project,
    env,
  });
  const before = async (): Promise<void> => {
    await removeIfThere(`${folder}/.local/state/opaws/sessions`);
    await removeIfThere(`${folder}/.aws/cli`);
  };
  return {
    commands: [
      {
        ...command("aws --profile role, by itself", [AWS_1, "--profile", "plain", ...caller]),
        before,
      },
      {
        ...command("opaws run -- aws, the same, session requested", [...OPAWS, ...through]),
        before,
      },
      command("opaws run -- aws, the same, session cached", [...OPAWS, ...through]),
    ],
    [Symbol.asyncDispose]: () => moto[Symbol.asyncDispose](),
  };
}

async function addProfiles({ env }: BenchHome): Promise<void> {
  await Deno.mkdir(`${env.HOME}/.aws`, { recursive: true });
  const plain = `[profile plain]\nrole_arn = ${ROLE}\nsource_profile = keys\n`;
  await Deno.writeTextFile(
    `${env.HOME}/.aws/config`,
    `[profile role]\nrole_arn = ${ROLE}\n${plain}`,
  );
}

async function removeIfThere(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
