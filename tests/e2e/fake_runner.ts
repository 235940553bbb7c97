/** A step of a workflow or of a composite action, as in the YAML file. */
export interface Step {
  /** The action to run. */
  readonly uses?: string;
  /** The action's inputs. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** The script to run. */
  readonly run?: string;
  /** Its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The condition to run it. */
  readonly if?: string;
}

/** The contexts that expressions can use. */
export type Contexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads a YAML file with a Python parser from the tools that CI installs. */
export async function readYaml(path: string): Promise<unknown> {
  return await parseYaml(Deno.readTextFileSync(path));
}

/** The Python that reads YAML. */
export const PYTHON = `${Deno.env.get("OPAWS_CI_TOOLS") ?? "/nonexistent"}/bin/python3`;

/**
 * The part of a GitHub Actions runner that scripts see ("Workflow commands" and "Contexts" in GitHub's documentation):
 * the files of `GITHUB_ENV` and `GITHUB_PATH`, mask commands in the log, `bash -eo pipefail`, and composite actions of
 * this repository.
 */
export class FakeRunner implements Disposable {
  /** The folder of the job; the workspace is in it. */
  readonly folder: string = Deno.makeTempDirSync({ prefix: "opaws runner " });
  /** The output of the steps, unchanged. */
  output = "";
  /** The log, with masked secrets. */
  log = "";
  /** The actions of other repositories that the steps use. They do not run. */
  readonly used: string[] = [];
  readonly #env: Record<string, string>;
  readonly #masks: string[] = [];
  readonly #root: string;

  /** Creates the job's folder. `root` is the repository. `path` comes before the system's folders on PATH. */
  constructor(root: string, path: readonly string[], env: Readonly<Record<string, string>>) {
    this.#root = root;
    Deno.mkdirSync(`${this.folder}/workspace`);
    Deno.mkdirSync(`${this.folder}/temp`);
    this.#env = {
      HOME: `${this.folder}/home`,
      PATH: [...path, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_RUN_ID: "4711",
      GITHUB_ENV: `${this.folder}/env`,
      GITHUB_PATH: `${this.folder}/path`,
      RUNNER_TEMP: `${this.folder}/temp`,
      ...env,
    };
    Deno.mkdirSync(this.#env.HOME!);
    for (const name of ["env", "path"]) Deno.writeTextFileSync(`${this.folder}/${name}`, "");
  }

  /** The folder of the job's files. */
  get workspace(): string {
    return `${this.folder}/workspace`;
  }

  /** Runs `steps` until one fails and returns its status. Masks the secrets of `contexts` as the real runner does. */
  async job(steps: readonly Step[], contexts: Contexts): Promise<number> {
    this.#masks.push(...Object.values(contexts.secrets ?? {}));
    for (const step of steps) {
      const status = await this.#step(step, contexts, {});
      if (status !== 0) return status;
    }
    return 0;
  }

  /** Removes the job's folder. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }

  async #step(step: Step, contexts: Contexts, above: Record<string, string>): Promise<number> {
    if (step.if !== undefined && !holds(step.if, contexts)) return 0;
    const own = Object.entries(step.env ?? {}).map(([name, value]) =>
      [name, expanded(String(value), contexts)] as const
    );
    const env = { ...above, ...Object.fromEntries(own) };
    if (step.run !== undefined) return await this.#script(expanded(step.run, contexts), env);
    if (!step.uses!.startsWith("./")) {
      this.used.push(step.uses!);
      return 0;
    }
    return await this.#composite(step, contexts, env);
  }

  async #composite(step: Step, contexts: Contexts, env: Record<string, string>): Promise<number> {
    const folder = `${this.#root}/${step.uses!.slice(2)}`;
    const action = await readYaml(`${folder}/action.yml`) as {
      inputs: Record<string, { default?: string; required?: boolean }>;
      runs: { using: string; steps: readonly Step[] };
    };
    const inputs: Record<string, string> = {};
    for (const [name, { default: value, required }] of Object.entries(action.inputs)) {
      const given = step.with?.[name] ?? contexts.overrides?.[name];
      if (given === undefined && required) throw new Error(`input ${name} is required`);
      inputs[name] = expanded(String(given ?? value ?? ""), contexts);
    }
    for (const name of Object.keys(step.with ?? {})) {
      if (!(name in inputs)) throw new Error(`there is no input ${name}`);
    }
    const runner = { temp: `${this.folder}/temp` };
    for (const each of action.runs.steps) {
      // A composite action sees only the secrets that its caller passes as inputs.
      const inside = { inputs, runner };
      const status = await this.#step(each, inside, { ...env, GITHUB_ACTION_PATH: folder });
      if (status !== 0) return status;
    }
    return 0;
  }

  async #script(text: string, env: Record<string, string>): Promise<number> {
    const file = `${this.folder}/step.sh`;
    Deno.writeTextFileSync(file, text);
    const { code, stdout, stderr } = await new Deno.Command("/bin/bash", {
      args: ["--noprofile", "--norc", "-eo", "pipefail", file],
      cwd: this.workspace,
      env: { ...this.#env, ...env },
      clearEnv: true,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const written = decoder.decode(stdout) + decoder.decode(stderr);
    this.output += written;
    for (const line of written.split("\n")) {
      const mask = /^::add-mask::(.*)$/.exec(line)?.[1];
      if (mask) this.#masks.push(mask);
      else this.log += `${this.#masks.reduce((all, each) => all.replaceAll(each, "***"), line)}\n`;
    }
    this.#readFiles();
    return code;
  }

  #readFiles(): void {
    const lines = Deno.readTextFileSync(this.#env.GITHUB_ENV!).split("\n");
    for (let at = 0; at < lines.length - 1; at++) {
      const [, name, delimiter] = /^(\w+)<<(.+)$/.exec(lines[at]!) ?? [];
      if (name === undefined) throw new Error(`GITHUB_ENV has ${lines[at]}`);
      const end = lines.indexOf(delimiter!, at + 1);
      this.#env[name] = lines.slice(at + 1, end).join("\n");
      at = end;
    }
    Deno.writeTextFileSync(this.#env.GITHUB_ENV!, "");
    const added = Deno.readTextFileSync(this.#env.GITHUB_PATH!).split("\n").filter(Boolean);
    this.#env.PATH = [...added.toReversed(), this.#env.PATH].join(":");
    Deno.writeTextFileSync(this.#env.GITHUB_PATH!, "");
  }
}

/** Parses YAML with a Python parser from the tools that CI installs. */
export async function parseYaml(text: string): Promise<unknown> {
  const code = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))";
  const child = new Deno.Command(PYTHON, {
    args: ["-c", code],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}

function expanded(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{\s*(\w+)\.([\w-]+)\s*\}\}/g, (whole, context, name) => {
    const value = contexts[context]?.[name];
    if (value === undefined) throw new Error(`${whole} names nothing`);
    return value;
  });
}

function holds(condition: string, contexts: Contexts): boolean {
  const [, context, name, value] = /^\$\{\{ (\w+)\.([\w-]+) == '(\w+)' \}\}$/.exec(condition)!;
  return contexts[context!]?.[name!] === value;
}
