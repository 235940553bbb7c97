import { denoHost } from "../../src/host.ts";
import { findProgram } from "../../src/exec/find_program.ts";
import type { BenchHome } from "./homes.ts";
import { KEY } from "./homes.ts";
import type { Measured } from "./measure.ts";
import { NearSts } from "./near_sts.ts";

const REGION = "eu-west-1";
const CONFIG = `[profile bench]
region = ${REGION}
[profile role]
region = ${REGION}
role_arn = arn:aws:iam::123456789012:role/bench
source_profile = bench
`;

// A collection without a password, in GNOME Keyring's format.
const KEYRING =
  "[keyring]\ndisplay-name=awsvault\nctime=0\nmtime=0\nlock-on-idle=false\nlock-after=false\n";
// Prints the address of the bus and keeps the keyring open until the end of standard input.
const DESKTOP = `
printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
for try in $(seq 50); do
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner \\
    string:org.freedesktop.secrets >/dev/null 2>&1 && break
  sleep 0.1
done
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
kill $!
`;

/** aws-vault with the access key in each of its stores that this machine offers. */
export interface AwsVault extends AsyncDisposable {
  /** Its version, as it prints it. */
  readonly version: string;
  /** `aws-vault exec --no-session` for each store: the access key itself, as `opaws run` provides it. */
  readonly exec: readonly Measured[];
  /** `aws-vault exec` for each store, with a profile that assumes a role without MFA. STS is on this machine. */
  readonly role: readonly Measured[];
  /** Returns how many times it has assumed the role. */
  assumed(): number;
  /** `aws-vault list` for each store. */
  readonly list: readonly Measured[];
  /** `aws-vault export` for each store: the access key as JSON, for `credential_process`. */
  readonly export: readonly Measured[];
}

/** Finds aws-vault on PATH and puts the access key into stores in `folder`. Returns null if it is not installed. */
export async function startAwsVault(folder: string, home: BenchHome): Promise<AwsVault | null> {
  const program = onPath("aws-vault");
  if (program === null) return null;
  await Deno.mkdir(`${folder}/.aws`, { recursive: true });
  await Deno.writeTextFile(`${folder}/.aws/config`, CONFIG);
  const sts = new NearSts(folder, `sts.${REGION}.amazonaws.com`);
  const base = { HOME: folder, PATH: home.env.PATH!, ...sts.env };
  const desktop = onPath("gnome-keyring-daemon") && onPath("dbus-run-session")
    ? await startDesktop(folder, base)
    : null;
  const stores: Record<string, Record<string, string>> = {
    "encrypted file": {
      ...base,
      // Without an address it starts a bus at every call and leaves it running.
      DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent",
      AWS_VAULT_BACKEND: "file",
      AWS_VAULT_FILE_PASSPHRASE: "a passphrase",
    },
    ...desktop &&
      { "GNOME Keyring": { ...base, ...desktop.env, AWS_VAULT_BACKEND: "secret-service" } },
  };
  for (const env of Object.values(stores)) {
    const key = { AWS_ACCESS_KEY_ID: KEY.id, AWS_SECRET_ACCESS_KEY: KEY.secret };
    await output(program, ["add", "bench", "--env"], { ...env, ...key });
  }
  const measured = (name: string, args: readonly string[]): Measured[] =>
    Object.entries(stores).map(([store, env]) => ({
      name: `aws-vault ${name}, ${store}`,
      command: [program, ...args],
      cwd: folder,
      env,
    }));
  return {
    version: (await output(program, ["--version"], base)).trim(),
    exec: measured("exec -- true", ["exec", "--no-session", "bench", "--", "true"]),
    role: measured("exec -- true with a role", ["exec", "role", "--", "true"]),
    assumed: () => sts.assumed,
    list: measured("list", ["list"]),
    export: measured("export", ["export", "--no-session", "--format=json", "bench"]),
    [Symbol.asyncDispose]: async () => {
      await desktop?.end();
      await sts[Symbol.asyncDispose]();
    },
  };
}

async function startDesktop(
  folder: string,
  base: Readonly<Record<string, string>>,
): Promise<{ readonly env: Readonly<Record<string, string>>; end(): Promise<void> }> {
  const keyrings = `${folder}/share/keyrings`;
  await Deno.mkdir(keyrings, { recursive: true, mode: 0o700 });
  await Deno.mkdir(`${folder}/run`, { mode: 0o700 });
  await Deno.writeTextFile(`${keyrings}/awsvault.keyring`, KEYRING);
  const own = { XDG_DATA_HOME: `${folder}/share`, XDG_RUNTIME_DIR: `${folder}/run` };
  const child = new Deno.Command("dbus-run-session", {
    args: ["--", "sh", "-c", DESKTOP],
    env: { ...base, ...own },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let address = "";
  while (!address.endsWith("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("GNOME Keyring does not start");
    address += value;
  }
  return {
    env: { ...own, DBUS_SESSION_BUS_ADDRESS: address.trim() },
    end: async () => {
      await reader.cancel();
      await child.stdin.close();
      await child.status;
    },
  };
}

async function output(
  program: string,
  args: string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const ended = await new Deno.Command(program, { args, env, clearEnv: true }).output();
  const text = new TextDecoder().decode(ended.stdout) + new TextDecoder().decode(ended.stderr);
  if (!ended.success) throw new Error(`${program} ${args.join(" ")}: ${text}`);
  return text;
}

/** Returns the program `command` on PATH; null if there is none. */
export function onPath(command: string): string | null {
  try {
    return findProgram(command, { path: denoHost.env("PATH"), shims: [] });
  } catch {
    return null;
  }
}
