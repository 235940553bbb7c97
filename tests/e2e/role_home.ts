import type { FakeSts } from "../aws/sts/fake_sts.ts";
import { type Ended, UserHome } from "./user_home.ts";

/** The start of the ARN of each role. */
export const ROLE = "arn:aws:iam::123456789012:role";
/** The MFA device of the profiles that name one. */
export const DEVICE = "arn:aws:iam::123456789012:mfa/user1";
const CONFIG = `[default]
region = eu-west-1
[profile base]
role_arn = ${ROLE}/base
source_profile = default
[profile mid]
role_arn = ${ROLE}/mid
source_profile = base
external_id = abc
[profile top]
role_arn = ${ROLE}/top
source_profile = mid
role_session_name = me
[profile mfa]
role_arn = ${ROLE}/mfa
mfa_serial = ${DEVICE}
region = eu-central-1
[profile process]
role_arn = ${ROLE}/process
mfa_serial = ${DEVICE}
mfa_process = echo 234567
[profile loop]
role_arn = ${ROLE}/loop
source_profile = loop2
[profile loop2]
role_arn = ${ROLE}/loop2
source_profile = loop
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = dev
`;
/** A command that prints the credentials and the region that a tool gets. */
export const SHOW = [
  "sh",
  "-c",
  'echo "$AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN $AWS_CREDENTIAL_EXPIRATION $AWS_REGION"',
];

/** A home with an item bound globally, and a fake STS. */
export class RoleHome extends UserHome {
  /** Creates the home and its AWS config file. */
  constructor(readonly sts: FakeSts, environment: Record<string, string> = {}) {
    super({ AWS_ENDPOINT_URL: sts.url, ...environment });
    Deno.writeTextFileSync(`${this.folder}/.aws/config`, CONFIG);
  }

  /** Creates the home, its vault, the binding, and the item with these additional `fields`. */
  static async make(sts: FakeSts, fields: Record<string, string> = {}): Promise<RoleHome> {
    const home = new RoleHome(sts);
    await home.vault();
    await home.item("AWS dev", "AKIAIOSFODNN7EXAMPLE", fields);
    await home.bind("AWS dev");
    return home;
  }

  /** Runs {@linkcode SHOW} with `options` of `opaws run`. */
  show(options: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.opaws(["run", ...options, "--", ...SHOW], { env });
  }

  /** Returns the files of the cached sessions. */
  sessions(): string[] {
    const folder = `${this.folder}/.local/state/opaws/sessions`;
    const found: string[] = [];
    const walk = (path: string): void => {
      for (const entry of Deno.readDirSync(path)) {
        if (entry.isDirectory) walk(`${path}/${entry.name}`);
        else if (!entry.name.endsWith(".lock")) found.push(`${path}/${entry.name}`);
      }
    };
    try {
      walk(folder);
    } catch {
      // There is no session yet.
    }
    return found;
  }
}
