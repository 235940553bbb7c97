import { denoHost } from "../../src/host.ts";
import { findPaths, type Paths } from "../../src/fs/paths.ts";
import { Secret } from "../../src/secret.ts";
import { newSessionVariable, systemSession } from "../../src/unlock/terminal_session.ts";
import { importSecret } from "../../src/vault/crypto/derive.ts";
import { openPerson } from "../../src/vault/crypto/member_keys.ts";
import type { VaultKey } from "../../src/vault/crypto/vault_key.ts";
import { newUuid } from "../../src/vault/format/uuid.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { makePerson } from "../../src/vault/store/make_person.ts";
import { shareVault } from "../../src/vault/store/share.ts";
import { makeField } from "../../src/credentials/item_fields.ts";
import type { Measured } from "./measure.ts";

const PASSWORD = "a password of the bench";
const DIST = new URL("../../dist/opaws.js", import.meta.url).pathname;

/** The command that starts a script in Deno. Like a release, it keeps no compiled code between two starts. */
export const START = [
  ...[Deno.execPath(), "run"] as const,
  ...["--no-code-cache", "-A", "-q", "--no-config", "--no-lock"],
] as const;
/** The command that starts the bundle. */
export const OPAWS: readonly [string, ...string[]] = [...START, DIST];
/** The command that starts the bundle as an installation from a checkout does, with Deno's cache of compiled code. */
export const WITH_CODE_CACHE: readonly [string, ...string[]] = [
  START[0],
  ...OPAWS.slice(1).filter((word) => word !== "--no-code-cache"),
];
/** The access key of every item. */
export const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
} as const;

/** A home with one vault, unlocked for this terminal, and one binding. */
export interface BenchHome {
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The directory that commands start in. */
  readonly project: string;
}

/** What homes differ in. */
export interface HomeShape {
  /** How many items the vault holds; "AWS 0" is bound. */
  readonly items: number;
  /** How many bytes of notes each item has; 0 by default. */
  readonly notes?: number;
  /** The scope of the binding. */
  readonly scope: "session" | "directory" | "global";
  /** Whether the vault is shared and opens with another one. */
  readonly shared?: boolean;
}

/** Makes a home in a new folder. */
export async function makeHome(
  folder: string,
  { items, notes = 0, scope, shared = false }: HomeShape,
): Promise<BenchHome> {
  const project = `${folder}/work/project`;
  await Deno.mkdir(project, { recursive: true });
  await Deno.mkdir(`${folder}/run`, { mode: 0o700 });
  const env: Readonly<Record<string, string>> = {
    HOME: folder,
    XDG_RUNTIME_DIR: `${folder}/run`,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    // In a container the session leader may be outside, and nothing identifies the terminal then.
    ...systemSession(denoHost) ? {} : { OPAWS_SESSION: newSessionVariable(denoHost) },
  };
  const home = { env, project };
  const paths = findPaths({ ...denoHost, env: (key) => env[key] });
  const name = shared ? "team" : "personal";
  const vault = await createVault(denoHost, paths, name, new Secret(PASSWORD));
  await changeVault(denoHost, paths, name, vault.key, async (draft) => {
    for (let number = 0; number < items; number++) {
      await draft.putItem({
        id: newUuid(denoHost),
        title: `AWS ${number}`,
        category: "aws-access-key",
        fields: [
          makeField("access key id", KEY.id),
          makeField("secret access key", KEY.secret),
          makeField("default region", "eu-west-1"),
        ],
        notes: "n".repeat(notes),
        tags: [],
        created: new Date().toISOString(),
      });
    }
  });
  if (shared) await share(home, paths, vault.key);
  await unlock(home, name);
  await runOnce(home, ["init", "aws", "--item", "AWS 0", "--scope", scope, "--yes", "--no-check"]);
  return home;
}

/** Makes a CI runner in a new folder that has only a bundle with an item of `home` and its token. */
export async function makeJob(folder: string, home: BenchHome): Promise<BenchHome> {
  await Deno.mkdir(folder);
  const bundle = `${folder}/ci.json`;
  const token = await runOnce(home, ["token", "create", "--item", "AWS 0", "--bundle", bundle]);
  const env = {
    HOME: folder,
    PATH: home.env.PATH!,
    DENO_DIR: home.env.DENO_DIR!,
    CI: "true",
    OPAWS_TOKEN: token.trim(),
    OPAWS_VAULT_FILE: bundle,
  };
  return { env, project: folder };
}

/** Makes the vault `personal`, and shares the vault `team`, whose key is `key`, with the person who opens it. */
async function share(home: BenchHome, paths: Paths, key: VaultKey): Promise<void> {
  const own = await createVault(denoHost, paths, "personal", new Secret(PASSWORD));
  const person = await makePerson(denoHost, paths, "personal", own.key);
  const secret = await importSecret(own.key.bytes);
  const keys = await openPerson(secret, own.file.id, person, "personal");
  await shareVault(denoHost, paths, "team", key, keys, "Ann");
  await runOnce(home, ["config", "set", "defaultVault", "personal"]);
}

/** Unlocks the vault `name` of `home` with the password of the person. */
export async function unlock(home: BenchHome, name = "personal"): Promise<void> {
  await runOnce(home, ["unlock", "--vault", name, "--password-stdin"], `${PASSWORD}\n`);
}

/** Returns the command `opaws` with `args` in `home`. */
export function opaws(
  name: string,
  home: BenchHome,
  args: readonly string[],
  input?: string,
): Measured {
  return {
    name,
    command: [...OPAWS, ...args],
    cwd: home.project,
    env: home.env,
    ...(input === undefined ? {} : { input }),
  };
}

/** Returns `opaws unlock` in `home`, which runs Argon2id once. */
export function unlocking(name: string, home: BenchHome): Measured {
  return opaws(name, home, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
}

/** Returns what `opaws` with `args` prints. Throws if it fails. */
export async function runOnce(
  { env, project }: BenchHome,
  args: readonly string[],
  input = "",
): Promise<string> {
  const [program, ...start] = OPAWS;
  const child = new Deno.Command(program, {
    args: [...start, ...args],
    cwd: project,
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout } = await child.output();
  if (code !== 0) throw new Error(`opaws ${args.join(" ")} ended with ${code}`);
  return new TextDecoder().decode(stdout);
}
