import { denoHost } from "../../src/host.ts";
import { findPaths } from "../../src/fs/paths.ts";
import { Secret } from "../../src/secret.ts";
import { newSessionVariable, systemSession } from "../../src/unlock/terminal_session.ts";
import { newUuid } from "../../src/vault/format/uuid.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { createVault } from "../../src/vault/store/create.ts";
import { makeField } from "../../src/credentials/item_fields.ts";
import type { Measured } from "./measure.ts";

const PASSWORD = "a password of the bench";
const DIST = new URL("../../dist/opaws.js", import.meta.url).pathname;

/** Words that start a script in Deno, as an installation from a checkout does. */
export const START = [Deno.execPath(), "run", "-A", "-q", "--no-config", "--no-lock"] as const;
/** The words that start the bundle. */
export const OPAWS: readonly [string, ...string[]] = [...START, DIST];
/** The access key that every item of the bench has. */
export const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
} as const;

/** A user's home with one vault, unlocked for this terminal, and one binding. */
export interface BenchHome {
  /** Its environment, all of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The directory that commands are started in. */
  readonly project: string;
}

/** How a home differs from others. */
export interface HomeShape {
  /** How many items its vault holds; "AWS 0" is the one that is bound. */
  readonly items: number;
  /** Where it is bound. */
  readonly scope: "session" | "directory" | "global";
}

/** Makes a home in the folder `folder`, which must not be there yet. */
export async function makeHome(folder: string, { items, scope }: HomeShape): Promise<BenchHome> {
  const project = `${folder}/work/project`;
  await Deno.mkdir(project, { recursive: true });
  await Deno.mkdir(`${folder}/run`, { mode: 0o700 });
  const env: Readonly<Record<string, string>> = {
    HOME: folder,
    XDG_RUNTIME_DIR: `${folder}/run`,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    // In a container the leader of this session may be outside, and nothing names the terminal then.
    ...systemSession(denoHost) ? {} : { OPAWS_SESSION: newSessionVariable(denoHost) },
  };
  const home = { env, project };
  const where = findPaths({ ...denoHost, env: (key) => env[key] });
  const made = await createVault(denoHost, where, "personal", new Secret(PASSWORD));
  await changeVault(denoHost, where, "personal", made.key, async (draft) => {
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
        notes: "",
        tags: [],
        created: new Date().toISOString(),
      });
    }
  });
  await unlock(home);
  await runOnce(home, ["init", "aws", "--item", "AWS 0", "--scope", scope, "--yes", "--no-check"]);
  return home;
}

/** A runner of `folder` that has nothing but a bundle of the item of `home` and its token. */
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

/** Unlocks the vault of `home` anew, by its password. */
export async function unlock(home: BenchHome): Promise<void> {
  await runOnce(home, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
}

/** `opaws` with `words` in `home`, to be measured under `name`. `input` stands on its standard input. */
export function opaws(
  name: string,
  home: BenchHome,
  words: readonly string[],
  input?: string,
): Measured {
  return {
    name,
    command: [...OPAWS, ...words],
    cwd: home.project,
    env: home.env,
    ...(input === undefined ? {} : { input }),
  };
}

/** `opaws unlock` in `home`, which derives a key by one Argon2id each time. */
export function unlocking(name: string, home: BenchHome): Measured {
  return opaws(name, home, ["unlock", "--password-stdin"], `${PASSWORD}\n`);
}

/** What `opaws` with `words` answers. Throws when it fails. */
async function runOnce(
  { env, project }: BenchHome,
  words: readonly string[],
  input = "",
): Promise<string> {
  const [program, ...start] = OPAWS;
  const child = new Deno.Command(program, {
    args: [...start, ...words],
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
  if (code !== 0) throw new Error(`opaws ${words.join(" ")} ended with ${code}`);
  return new TextDecoder().decode(stdout);
}
