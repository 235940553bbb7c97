import { onPath } from "./aws_vault.ts";
import { type BenchHome, KEY } from "./homes.ts";
import type { Measured } from "./measure.ts";

const PROFILE = "bench";
const SETTINGS = `DefaultBrowser = "STDOUT"
Ordering = "Alphabetical"
[Keyring]
Backend = "file"
`;

/** Granted with the access key in its encrypted file. */
export interface Granted {
  /** `assume bench --exec true`: its script, which asks its program for the key and starts the tool. */
  readonly exec: Measured;
  /** Its version, or that a build from source has none. */
  readonly version: string;
  /** `granted credential-process`. */
  readonly credentialProcess: Measured;
}

/**
 * Finds Granted on PATH (`granted`, `assumego` and the script `assume`) and puts the access key into a store in `folder`.
 * Returns null if it is not installed. A build from source calls its folder `.dgranted`.
 */
export async function setUpGranted(folder: string, home: BenchHome): Promise<Granted | null> {
  const [granted, assume] = [onPath("granted"), onPath("assume")];
  if (granted === null || assume === null || onPath("assumego") === null) return null;
  await Deno.mkdir(`${folder}/.aws`, { recursive: true });
  await Deno.writeTextFile(`${folder}/.aws/config`, `[profile ${PROFILE}]\nregion = eu-west-1\n`);
  const key = `aws_access_key_id = ${KEY.id}\naws_secret_access_key = ${KEY.secret}\n`;
  await Deno.writeTextFile(`${folder}/.aws/credentials`, `[${PROFILE}]\n${key}`, { mode: 0o600 });
  for (const name of [".granted", ".dgranted"]) {
    await Deno.mkdir(`${folder}/${name}`, { mode: 0o700 });
    await Deno.writeTextFile(`${folder}/${name}/config`, SETTINGS);
  }
  const env = {
    HOME: folder,
    PATH: Deno.env.get("PATH")!,
    CF_KEYRING_FILE_PASSWORD: "a passphrase",
    // Without an address it starts a bus at every call and leaves it running.
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent",
    GRANTED_ALIAS_CONFIGURED: "true",
  };
  const imported = await new Deno.Command(granted, {
    args: ["credentials", "import", PROFILE],
    env,
    clearEnv: true,
    cwd: home.project,
  }).output();
  if (!imported.success) throw new Error(new TextDecoder().decode(imported.stderr));
  return {
    version: /version: (\d\S*)/.exec(await version(granted, env))?.[1] ?? "without a version",
    exec: {
      name: "granted: assume --exec true",
      command: ["sh", assume, PROFILE, "--exec", "true"],
      cwd: folder,
      env,
    },
    credentialProcess: {
      name: "granted credential-process",
      command: [granted, "credential-process", "--profile", PROFILE],
      cwd: folder,
      env,
    },
  };
}

async function version(program: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await new Deno.Command(program, {
    args: ["--version"],
    env,
    clearEnv: true,
  }).output();
  return new TextDecoder().decode(stdout);
}
