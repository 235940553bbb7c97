import { denoHost } from "../../src/host.ts";
import { newSessionVariable, systemSession } from "../../src/unlock/terminal_session.ts";
import { Pty } from "./pty.ts";

/** The password of every vault that these tests make. */
export const PASSWORD = "correct horse battery";

/** How a command ended. */
export interface Ended {
  /** Its exit status. */
  readonly code: number;
  /** What it answered. */
  readonly stdout: string;
  /** What it told. */
  readonly stderr: string;
}

/** What a command is started with. */
interface Surroundings {
  /** What is piped in; nothing unless told. */
  readonly input?: string;
  /** Where it is started; the home unless told. */
  readonly cwd?: string;
  /** Variables on top of the home's. */
  readonly env?: Record<string, string>;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** The words that start opaws here: what `OPAWS_BIN` names, else the bundle. */
function startWords(): string[] {
  const own = Deno.env.get("OPAWS_BIN");
  if (own) return [own];
  const flags = ["run", "-A", "-q", "--no-config", "--no-lock"];
  return [Deno.execPath(), ...flags, `${REPOSITORY}dist/opaws.js`];
}

/** A new user's home, with opaws on PATH as an installation would put it there. */
export class UserHome implements Disposable {
  /** The home directory. */
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws e2e " }));
  /** The environment of what is started in it. */
  readonly env: Readonly<Record<string, string>>;

  /** Makes the home; `environment` comes on top, and `path` stands before the system's folders on PATH. */
  constructor(environment: Readonly<Record<string, string>> = {}, path: readonly string[] = []) {
    const { folder } = this;
    Deno.mkdirSync(`${folder}/bin`);
    Deno.mkdirSync(`${folder}/.aws`);
    Deno.mkdirSync(`${folder}/run`, { mode: 0o700 });
    const line = startWords().map((word) => `'${word}'`).join(" ");
    Deno.writeTextFileSync(`${folder}/bin/opaws`, `#!/bin/sh\nexec ${line} "$@"\n`, {
      mode: 0o755,
    });
    this.env = {
      HOME: folder,
      PATH: [`${folder}/bin`, ...path, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
      XDG_RUNTIME_DIR: `${folder}/run`,
      TMPDIR: `${folder}/run`, // the runtime folder without XDG_RUNTIME_DIR is in it
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      LANG: "C.UTF-8",
      TERM: "xterm",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
      // Nobody listens there: no test reaches AWS.
      ...environment.AWS_ENDPOINT_URL === undefined
        ? { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }
        : {},
      // In a container the leader of the tests' own session may be outside, and nothing names the terminal then.
      ...systemSession(denoHost) ? {} : { OPAWS_SESSION: newSessionVariable(denoHost) },
      ...environment,
    };
  }

  /** Makes `~/.aws/credentials` of sections by name. */
  credentials(
    sections: Readonly<Record<string, { readonly id: string; readonly secret: string }>>,
  ): void {
    const text = Object.entries(sections).map(([name, { id, secret }]) =>
      `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`
    ).join("\n");
    Deno.writeTextFileSync(`${this.folder}/.aws/credentials`, text, { mode: 0o600 });
  }

  /** Makes a folder in the home and answers its path. */
  directory(name: string): string {
    Deno.mkdirSync(`${this.folder}/${name}`, { recursive: true });
    return `${this.folder}/${name}`;
  }

  /** Runs `opaws` with `words`; `input` is piped in. */
  async opaws(
    words: readonly string[],
    how: Surroundings = {},
  ): Promise<Ended> {
    return await this.run(`${this.folder}/bin/opaws`, words, how);
  }

  /** Runs any program in this home. */
  async run(
    program: string,
    args: readonly string[],
    how: Surroundings = {},
  ): Promise<Ended> {
    const child = new Deno.Command(program, {
      args: [...args],
      cwd: how.cwd ?? this.folder,
      env: { ...this.env, ...how.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(how.input ?? "")).catch(() => {});
    await writer.close().catch(() => {});
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Makes the vault `personal`, unlocked for this process's terminal session. */
  async vault(): Promise<void> {
    const made = await this.opaws(["vault", "create", "personal", "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    if (made.code !== 0) throw new Error(made.stderr);
  }

  /** Puts an item into the vault `personal`. */
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

  /** Binds `tool` to the item called `title`, in the scope and directory named. */
  async bind(title: string, tool = "aws", scope = "global", cwd = this.folder): Promise<void> {
    const words = ["init", tool, "--item", title, "--scope", scope, "--no-check", "--yes"];
    const bound = await this.opaws(words, { cwd });
    if (bound.code !== 0) throw new Error(bound.stderr);
  }

  /** Puts a program of the lines of `script` before all others on PATH. */
  program(name: string, script: string): void {
    Deno.writeTextFileSync(`${this.folder}/bin/${name}`, `#!/bin/sh\n${script}\n`, {
      mode: 0o755,
    });
  }

  /** Opens a terminal with `program` in it. */
  terminal(program: string, args: readonly string[] = [], cwd = this.folder): Pty {
    return new Pty(program, args, { env: this.env, cwd });
  }

  /** Locks what this process's terminal session has open, and removes the home. */
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
