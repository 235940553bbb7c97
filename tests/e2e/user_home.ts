import { makeField } from "../../src/credentials/item_fields.ts";
import { findPaths } from "../../src/fs/paths.ts";
import { denoHost } from "../../src/host.ts";
import { Secret } from "../../src/secret.ts";
import { startScript } from "../../src/shell/start_script.ts";
import { newSessionVariable, systemSession } from "../../src/unlock/terminal_session.ts";
import { newUuid } from "../../src/vault/format/uuid.ts";
import type { Item } from "../../src/vault/item.ts";
import { tryPassword } from "../../src/vault/slots/password.ts";
import { changeVault } from "../../src/vault/store/change.ts";
import { readVault } from "../../src/vault/store/read.ts";
import { Pty } from "./pty.ts";

/** The password of every vault in these tests. */
export const PASSWORD = "correct horse battery";

/** How a command ended. */
export interface Ended {
  /** Its exit status. */
  readonly code: number;
  /** What it printed to stdout. */
  readonly stdout: string;
  /** What it printed to stderr. */
  readonly stderr: string;
}

/** How to start a command. */
interface RunOptions {
  /** The standard input; empty by default. */
  readonly input?: string;
  /** The working directory; the home by default. */
  readonly cwd?: string;
  /** Variables in addition to those of the home. */
  readonly env?: Record<string, string>;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** Returns the command that starts opaws: the program in `OPAWS_BIN`, else the bundle. */
function opawsCommand(): string[] {
  const own = Deno.env.get("OPAWS_BIN");
  if (own) return [own];
  const flags = ["run", "-A", "-q", "--no-config", "--no-lock"];
  return [Deno.execPath(), ...flags, `${REPOSITORY}dist/opaws.js`];
}

/** The home of a new user, with opaws on PATH as after an installation. */
export class UserHome implements Disposable {
  /** The home directory. */
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws e2e " }));
  /** The environment of the commands. */
  readonly env: Readonly<Record<string, string>>;

  /** Makes the home. `environment` is added to its variables, and `path` precedes the folders of the system on PATH. */
  constructor(environment: Readonly<Record<string, string>> = {}, path: readonly string[] = []) {
    const { folder } = this;
    Deno.mkdirSync(`${folder}/bin`);
    Deno.mkdirSync(`${folder}/.aws`);
    Deno.mkdirSync(`${folder}/run`, { mode: 0o700 });
    const line = opawsCommand().map((word) => `'${word}'`).join(" ");
    const script = startScript("# Starts opaws like the installed one.", [`exec ${line} "$@"`]);
    Deno.writeTextFileSync(`${folder}/bin/opaws`, script, { mode: 0o755 });
    this.env = {
      HOME: folder,
      PATH: [`${folder}/bin`, ...path, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
      XDG_RUNTIME_DIR: `${folder}/run`,
      TMPDIR: `${folder}/run`, // what programs leave there is removed too
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      LANG: "C.UTF-8",
      TERM: "xterm",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
      // Nothing listens there, so that no test reaches AWS.
      ...environment.AWS_ENDPOINT_URL === undefined
        ? { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }
        : {},
      // In a container the leader of the session may be outside, so that the system does not know the terminal.
      ...systemSession(denoHost) ? {} : { OPAWS_SESSION: newSessionVariable(denoHost) },
      ...environment,
    };
  }

  /** Writes `~/.aws/credentials` with these sections. */
  credentials(
    sections: Readonly<Record<string, { readonly id: string; readonly secret: string }>>,
  ): void {
    const text = Object.entries(sections).map(([name, { id, secret }]) =>
      `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`
    ).join("\n");
    Deno.writeTextFileSync(`${this.folder}/.aws/credentials`, text, { mode: 0o600 });
  }

  /** Makes a folder in the home and returns its path. */
  directory(name: string): string {
    Deno.mkdirSync(`${this.folder}/${name}`, { recursive: true });
    return `${this.folder}/${name}`;
  }

  /** Runs opaws. */
  async opaws(
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Ended> {
    return await this.run(`${this.folder}/bin/opaws`, args, options);
  }

  /** Runs any program in this home. */
  async run(
    program: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Ended> {
    const child = new Deno.Command(program, {
      args: [...args],
      cwd: options.cwd ?? this.folder,
      env: { ...this.env, ...options.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.input ?? "")).catch(() => {});
    await writer.close().catch(() => {});
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Creates the vault `personal`, unlocked for the terminal session of this process. */
  async vault(): Promise<void> {
    const made = await this.opaws(["vault", "create", "personal", "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    if (made.code !== 0) throw new Error(made.stderr);
  }

  /** Creates an item in the vault `personal`. */
  async item(
    title: string,
    id = "AKIAIOSFODNN7EXAMPLE",
    more: Record<string, string> = {},
  ): Promise<void> {
    const fields = {
      "access key id": id,
      "secret access key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      ...more,
    };
    const made = await this.opaws(["item", "create", "--stdin"], {
      input: JSON.stringify({ title, fields }),
    });
    if (made.code !== 0) throw new Error(made.stderr);
  }

  /** Puts an item with any fields into the vault `personal`, as an older build could. */
  async uncheckedItem(title: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const paths = findPaths({ ...denoHost, env: (name) => this.env[name] });
    const { file } = readVault(paths, "personal");
    const { key } = await tryPassword(file, new Secret(PASSWORD));
    const item: Item = {
      id: newUuid(denoHost),
      title,
      category: "aws-access-key",
      fields: Object.entries(fields).map(([name, value]) => makeField(name, value)),
      notes: "",
      tags: [],
      created: new Date().toISOString(),
    };
    await changeVault(denoHost, paths, "personal", key, (draft) => draft.putItem(item));
  }

  /** Binds `tool` to the item called `title`. `cwd` is the directory of the directory scope. */
  async bind(title: string, tool = "aws", scope = "global", cwd = this.folder): Promise<void> {
    const args = ["init", tool, "--item", title, "--scope", scope, "--no-check", "--yes"];
    const bound = await this.opaws(args, { cwd });
    if (bound.code !== 0) throw new Error(bound.stderr);
  }

  /** Puts a program with this sh script first on PATH. */
  program(name: string, script: string): void {
    Deno.writeTextFileSync(`${this.folder}/bin/${name}`, `#!/bin/sh\n${script}\n`, {
      mode: 0o755,
    });
  }

  /** Opens a terminal that runs `program`. */
  terminal(program: string, args: readonly string[] = [], cwd = this.folder): Pty {
    return new Pty(program, args, { env: this.env, cwd });
  }

  /** Locks the vaults of this terminal session and removes the home. */
  [Symbol.dispose](): void {
    new Deno.Command(`${this.folder}/bin/opaws`, {
      args: ["lock"],
      env: { ...this.env },
      clearEnv: true,
      stdout: "null",
      stderr: "null",
    }).outputSync();
    Deno.removeSync(this.folder, { recursive: true });
  }
}
