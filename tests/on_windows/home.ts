import assert from "node:assert/strict";
import type { ConsoleOptions } from "./console_driver.ts";

// The tests of this folder run on Windows, and under Wine. They run the program that `OPAWS_BIN` names, by default the
// bundle. `.ci/windows` starts them.

const own = Deno.env.get("OPAWS_BIN");
const bundle = decodeURIComponent(new URL("../../dist/opaws.js", import.meta.url).pathname)
  .replace(/^\/(?=[A-Za-z]:)/, "").replaceAll("/", "\\");
const [program, ...first] = own
  ? [own]
  : [Deno.execPath(), "run", "-A", "-q", "--no-config", "--no-lock", bundle];

/** A program that reports what it got: `standin/main.go`, built. */
export const STANDIN = Deno.env.get("OPAWS_STANDIN") ?? "Z:\\tests\\aws.exe";
/** Sample keys. */
export const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
/** The password of the vaults. */
export const PASSWORD = "correct horse 'battery' staple";

/** How a command ended. */
export interface Outcome {
  /** Its exit status, as Windows keeps it: a number of 32 bits. */
  readonly code: number;
  /** What it printed on standard output. */
  readonly stdout: string;
  /** What it printed on standard error. */
  readonly stderr: string;
  /** The bytes of standard output. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the stand-in reports. */
export interface Report {
  /** Its arguments. */
  readonly args: readonly string[];
  /** The variables that begin with `AWS_`, `OPAWS_` or `DENO_INTERNAL_`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Standard input, in hexadecimal digits, if `STANDIN_READS` is set. */
  readonly input: string;
  /** Its working directory. */
  readonly folder: string;
}

/** What happened in a console. */
export interface InConsole extends Omit<Outcome, "bytes"> {
  /** What it shows in the end. */
  readonly screen: string;
  /** The mode of its input before the command, during the question, and after it. */
  readonly modes: readonly [number, number | null, number];
}

/** A profile folder of its own, with the stand-in as `aws` on PATH. */
export class WindowsHome implements Disposable {
  /** Its path. A space and letters of other scripts are in it, as in many people's. */
  readonly folder: string;
  /** The folder of the tools, the first on PATH. */
  readonly tools: string;
  /** The variables of every command. */
  readonly variables: Record<string, string>;

  constructor() {
    this.folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws Zoë " }));
    this.tools = `${this.folder}\\tools`;
    Deno.mkdirSync(this.tools);
    Deno.copyFileSync(STANDIN, `${this.tools}\\aws.exe`);
    const root = Deno.env.get("SystemRoot") ?? "C:\\Windows";
    this.variables = {
      USERPROFILE: this.folder,
      APPDATA: `${this.folder}\\AppData\\Roaming`,
      LOCALAPPDATA: `${this.folder}\\AppData\\Local`,
      TEMP: this.folder,
      TMP: this.folder,
      PATH: [this.tools, `${root}\\System32`].join(";"),
      PATHEXT: ".COM;.EXE;.BAT;.CMD",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("TEMP")}\\opaws-tests-deno`,
      SystemRoot: root,
      ComSpec: `${root}\\System32\\cmd.exe`,
      USERNAME: Deno.env.get("USERNAME") ?? "",
      USERDOMAIN: Deno.env.get("USERDOMAIN") ?? "",
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** Starts opaws. The caller closes its standard input. */
  start(
    args: readonly string[],
    { env = {}, cwd = this.folder, stdin = "piped" }: {
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
      readonly stdin?: "piped" | "null";
    } = {},
  ): Deno.ChildProcess {
    return new Deno.Command(program!, {
      args: [...first, ...args],
      cwd,
      env: { ...this.variables, ...env },
      clearEnv: true,
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs opaws with `input` as its standard input. */
  async opaws(
    args: readonly string[],
    { input = "", ...options }: {
      readonly input?: string | Uint8Array<ArrayBuffer>;
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
    } = {},
  ): Promise<Outcome> {
    const child = this.start(args, options);
    const writer = child.stdin.getWriter();
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    await writer.write(bytes).catch(() => {});
    await writer.close().catch(() => {});
    return await outcomeOf(child);
  }

  /** Runs opaws, which has to succeed, and returns its standard output. */
  async succeed(
    args: readonly string[],
    options: Parameters<WindowsHome["opaws"]>[1] = {},
  ): Promise<string> {
    const { code, stdout, stderr } = await this.opaws(args, options);
    assert.equal(code, 0, `opaws ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Runs the stand-in through `opaws run` and returns what it reports. */
  async report(
    args: readonly string[],
    options: Parameters<WindowsHome["opaws"]>[1] = {},
  ): Promise<Report> {
    return JSON.parse(await this.succeed(["run", "--", "aws", ...args], options));
  }

  /** Creates the vault `personal` with the item `AWS dev`, and leaves it unlocked in this console. The item has the fields `more` too. */
  async withItem(more: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.succeed(["vault", "create", "personal", "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    await this.succeed(["unlock", "--password-stdin"], { input: `${PASSWORD}\n` });
    const fields = { "access key id": KEY.id, "secret access key": KEY.secret, ...more };
    const item = { title: "AWS dev", fields };
    await this.succeed(["item", "create", "--stdin"], { input: JSON.stringify(item) });
  }

  /** Runs opaws in a console of its own, and does there what `options` of `console_driver.ts` say. */
  async inConsole(
    options: ConsoleOptions,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<InConsole> {
    const script = new URL("console_driver.ts", import.meta.url).href;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "-q", "--no-config", "--no-lock", script, JSON.stringify(options)],
        ...[program!, ...first, ...args],
      ],
      cwd: this.folder,
      env: { ...this.variables, ...env },
      clearEnv: true,
      stdin: "null",
    }).output();
    try {
      return JSON.parse(new TextDecoder().decode(stdout));
    } catch {
      throw new Error(new TextDecoder().decode(stderr));
    }
  }

  /** Makes a folder in this one and returns its path. */
  subfolder(name: string): string {
    const path = `${this.folder}\\${name}`;
    Deno.mkdirSync(path, { recursive: true });
    return path;
  }

  [Symbol.dispose](): void {
    // A program that has just ended may still be open for a moment.
    for (let left = 50;; left -= 1) {
      try {
        return Deno.removeSync(this.folder, { recursive: true });
      } catch (error) {
        if (left === 0) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      }
    }
  }
}

/** Waits for `child` and returns how it ended. */
export async function outcomeOf(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  return { code: code >>> 0, stdout: text(stdout), stderr: text(stderr), bytes: stdout };
}
