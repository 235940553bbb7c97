import { AWS_1, type Moto, startMoto } from "../e2e/moto.ts";
import { isFile } from "../ignore.ts";
import { type BenchHome, KEY } from "./homes.ts";
import type { Measured } from "./measure.ts";

const ROLE = "arn:aws:iam::123456789012:role/bench";
const KEYS = `aws_access_key_id = ${KEY.id}
aws_secret_access_key = ${KEY.secret}
`;

/**
 * The commands that show what roles cost, in `home`: a session that is kept, beside the plain case; and one that is made,
 * beside the AWS CLI 1 that makes it by itself with the key in plaintext. STS is moto's server. Null without it.
 * `opaws` are the words that start opaws.
 */
export async function roleCommands(
  home: BenchHome,
  opaws: readonly [string, ...string[]],
): Promise<{ readonly moto: Moto; readonly kept: Measured[]; readonly made: Measured[] } | null> {
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
  const command = (name: string, words: readonly [string, ...string[]]): Measured => ({
    name,
    command: words,
    cwd: home.project,
    env,
  });
  const fresh = (name: string, words: readonly string[]): Measured => {
    const kept = "rm -rf ~/.local/state/opaws/sessions ~/.aws/cli; exec";
    return command(name, ["sh", "-c", `${kept} "$@"`, "sh", ...words]);
  };
  const caller = ["sts", "get-caller-identity"];
  return {
    moto,
    kept: [command("opaws run -- true, a role whose session is kept", [
      ...opaws,
      ...["run", "--profile", "role", "--", "true"],
    ])],
    made: [
      fresh("aws --profile role, by itself", [AWS_1, "--profile", "plain", ...caller]),
      fresh("opaws run -- aws, the same, session made", [
        ...opaws,
        ...["run", "--profile", "role", "--", AWS_1, ...caller],
      ]),
      command("opaws run -- aws, the same, session kept", [
        ...opaws,
        ...["run", "--profile", "role", "--", AWS_1, ...caller],
      ]),
    ],
  };
}
