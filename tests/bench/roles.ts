import { AWS_1, type Moto, startMoto } from "../e2e/moto.ts";
import { isFile } from "../ignore.ts";
import { type BenchHome, KEY } from "./homes.ts";
import type { Measured } from "./measure.ts";

const ROLE = "arn:aws:iam::123456789012:role/bench";
const KEYS = `aws_access_key_id = ${KEY.id}
aws_secret_access_key = ${KEY.secret}
`;

/**
 * Returns the commands that show what roles cost: with a cached session, to compare with an access key, and with a new
 * session, to compare with the AWS CLI 1, which requests one itself with a plaintext key. STS is moto's server. Returns
 * null if it is not installed. `opaws` is the command that starts opaws.
 */
export async function roleCommands(
  home: BenchHome,
  opaws: readonly [string, ...string[]],
): Promise<
  { readonly moto: Moto; readonly cached: Measured[]; readonly requested: Measured[] } | null
> {
  if (!isFile(AWS_1)) return null;
  const folder = home.env.HOME!;
  await Deno.mkdir(`${folder}/.aws`, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/.aws/config`,
    `[profile role]\nrole_arn = ${ROLE}\n[profile plain]\nrole_arn = ${ROLE}\nsource_profile = keys\n`,
  );
  await Deno.writeTextFile(`${folder}/.aws/credentials`, `[keys]\n${KEYS}`, { mode: 0o600 });
  const moto = await startMoto();
  const env = { ...home.env, AWS_ENDPOINT_URL: moto.url, AWS_DEFAULT_REGION: "eu-west-1" };
  const command = (name: string, args: readonly [string, ...string[]]): Measured => ({
    name,
    command: args,
    cwd: home.project,
    env,
  });
  const fresh = (name: string, args: readonly string[]): Measured => {
    const script = "rm -rf ~/.local/state/opaws/sessions ~/.aws/cli; exec";
    return command(name, ["sh", "-c", `${script} "$@"`, "sh", ...args]);
  };
  const caller = ["sts", "get-caller-identity"];
  return {
    moto,
    cached: [command("opaws run -- true, a role with a cached session", [
      ...opaws,
      ...["run", "--profile", "role", "--", "true"],
    ])],
    requested: [
      fresh("aws --profile role, without opaws", [AWS_1, "--profile", "plain", ...caller]),
      fresh("opaws run -- aws, the same, new session", [
        ...opaws,
        ...["run", "--profile", "role", "--", AWS_1, ...caller],
      ]),
      command("opaws run -- aws, the same, cached session", [
        ...opaws,
        ...["run", "--profile", "role", "--", AWS_1, ...caller],
      ]),
    ],
  };
}
