/**
 * Records what the AWS CLI sends to IAM Identity Center, as `recorded_peers.json` has it. Usage, with the files of
 * `HOME` writable and the AWS CLI 2.22 or newer at `ROOT/usr/bin/aws` (`/` if it is installed on this machine):
 *
 *     deno run -A tests/aws/sso/record_peers.ts ROOT HOME
 *
 * HOME is a new folder below ROOT, without ROOT itself.
 */
import { FakeSso, type SsoCall } from "./fake_sso.ts";

const CONFIG = `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
[profile legacy]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
`;
const BROWSER = "import sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\n";

const [root = "/", home = ""] = Deno.args;
const base = `${root.replace(/\/$/, "")}${home}`;
await using sso = FakeSso.start();
Deno.mkdirSync(`${base}/.aws`, { recursive: true });
Deno.writeTextFileSync(`${base}/.aws/config`, CONFIG);
Deno.writeTextFileSync(`${base}/browser.py`, BROWSER);
const recorded: unknown[] = [];

await record("login with PKCE", "sso", "login", "--sso-session", "corp");
await record("credentials", "s3", "ls", "--profile", "dev", "--region", "us-east-1");
changeTokens((token) => token.expiresAt = "2020-01-01T00:00:00Z");
Deno.removeSync(`${base}/.aws/cli`, { recursive: true });
await record("refresh", "s3", "ls", "--profile", "dev", "--region", "us-east-1");
let access = "";
changeTokens((token) => access = token.accessToken!);
const withToken = ["--access-token", access, "--region", "us-east-1"];
await record("accounts", "sso", "list-accounts", ...withToken);
const account = ["--account-id", "777788889999"];
await record("roles", "sso", "list-account-roles", ...account, ...withToken);
await record("logout", "sso", "logout");
await record(
  "login with a device code",
  "sso",
  "login",
  "--sso-session",
  "corp",
  "--use-device-code",
);
await record("login with a legacy start URL", "sso", "login", "--profile", "legacy");
const file = new URL("recorded_peers.json", import.meta.url);
Deno.writeTextFileSync(file, JSON.stringify(recorded, null, 2) + "\n");

async function record(what: string, ...args: string[]): Promise<void> {
  const before = sso.calls.length;
  const env = {
    HOME: home,
    PATH: "/usr/bin:/bin",
    ...sso.variables,
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_MAX_ATTEMPTS: "1",
    BROWSER: `python3 ${home}/browser.py %s &`,
  };
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  await new Deno.Command("chroot", { args: [root, "env", "-i", ...set, "aws", ...args] }).output();
  const seen = new Set<string>();
  for (const call of sso.calls.slice(before)) {
    if (call.action === "ApproveDevice") continue;
    const request = { what, ...plain(call) };
    // A device code is polled several times.
    if (!seen.has(JSON.stringify(request))) recorded.push(request);
    seen.add(JSON.stringify(request));
  }
}

/** Returns the parts of `call` that the service reads, with names for the values that are new each time. */
function plain({ action, line, query, body, headers }: SsoCall): Record<string, unknown> {
  const kept = action === "Authorize" ? [] : ["content-type", "x-amz-sso_bearer_token"];
  const text = JSON.stringify({
    action,
    line,
    query,
    body,
    headers: Object.fromEntries(
      kept.flatMap((name) => headers[name] ? [[name, headers[name]]] : []),
    ),
  });
  return JSON.parse(
    text.replace(/"(\w+)-[0-9a-f]+EXAMPLE"/g, '"<$1>"')
      .replace(/127\.0\.0\.1:\d+\/oauth/g, "127.0.0.1:<port>/oauth")
      .replace(/"(state|code_challenge|codeVerifier)":"[^"]*"/g, '"$1":"<$1>"')
      .replace(/botocore-client-\d+/, "botocore-client-<time>"),
  );
}

function changeTokens(change: (token: Record<string, string>) => void): void {
  const folder = `${base}/.aws/sso/cache`;
  for (const { name } of Deno.readDirSync(folder)) {
    const token = JSON.parse(Deno.readTextFileSync(`${folder}/${name}`));
    if (token.accessToken === undefined) continue;
    change(token);
    Deno.writeTextFileSync(`${folder}/${name}`, JSON.stringify(token));
  }
}
