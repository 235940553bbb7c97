import { type HookInput, renderHook } from "../../src/shell/hook.ts";
import type { Shell } from "../../src/quote.ts";
import { Pty } from "./pty.ts";

/** How a shell ended that ran a script. */
export interface Ended {
  /** Its exit status. */
  readonly code: number;
  /** What it wrote, byte by byte as Latin-1. */
  readonly stdout: string;
  /** What it complained of. */
  readonly stderr: string;
}

/** What stands for opaws: it writes down its arguments, then does as it is told by the environment. */
const FAKE = `#!/bin/sh
printf '%s\\0' "$@" '<end>' >>"$RECORD"
[ "$1" = run ] || exit 0
[ -z "$FAKE_CAT" ] || exec /bin/cat
[ -z "$FAKE_SLEEP" ] || { echo sleeping; exec /bin/sleep "$FAKE_SLEEP"; }
exit "\${FAKE_STATUS:-0}"
`;

/** What stands in a hook where the process id of the shell comes when `print-hook` prints it. */
const SHELL_PID = 424242424;

/** Prints a hook as opaws would, to which the shell that asks is known. */
const PRINT_HOOK = `#!/bin/sh
exec sed "s/${SHELL_PID}/$PPID/g" "$HOME/$1"
`;

/** A home directory with a fake opaws on PATH and the hook of one shell in the file `hook`. */
export class HookHome implements Disposable {
  /** The home directory. */
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-test-" }));
  /** The folder of the fake opaws. */
  readonly bin: string;
  /** The file whose presence means that there is something to end. */
  readonly endFile: string;
  readonly #shell: Shell;

  /** Renders the hook of `shell`; `input` goes over a hook for whoever calls `print-hook`, with the tools aws and cdk. */
  constructor(shell: Shell, input: Partial<HookInput> = {}) {
    this.#shell = shell;
    this.bin = `${this.folder}/bin`;
    this.endFile = `${this.folder}/it's the $(end).json`;
    Deno.mkdirSync(this.bin);
    this.program(`${this.bin}/opaws`);
    Deno.writeTextFileSync(`${this.bin}/print-hook`, PRINT_HOOK, { mode: 0o755 });
    this.hook("hook", input);
  }

  /** Writes a hook to `name` in the home. */
  hook(name: string, input: Partial<HookInput>): void {
    const script = renderHook(this.#shell, {
      program: ["opaws"],
      tools: ["aws", "cdk"],
      session: null,
      leader: SHELL_PID,
      endFiles: [`${this.folder}/none`, this.endFile],
      ...input,
    });
    Deno.writeTextFileSync(`${this.folder}/${name}`, script);
  }

  /** Puts a fake opaws at `path`. */
  program(path: string): void {
    Deno.writeTextFileSync(path, FAKE, { mode: 0o755 });
  }

  /** Writes a file into the home; folders are made. */
  write(name: string, text: string): void {
    const path = `${this.folder}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }

  /** Leaves something to end. */
  keepSomething(): void {
    Deno.writeTextFileSync(this.endFile, "");
  }

  /** The arguments of each call of the fake opaws so far, byte by byte as Latin-1. */
  calls(): string[][] {
    const calls: string[][] = [];
    let call: string[] = [];
    for (const word of latin1(this.#record()).split("\0").slice(0, -1)) {
      if (word === "<end>") {
        calls.push(call);
        call = [];
      } else call.push(word);
    }
    return calls;
  }

  /** Runs `text` as a script of the shell, not interactive; `flags` come before it. */
  async script(
    text: string,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    stdin = "",
  ): Promise<Ended> {
    this.write("script", text);
    const child = new Deno.Command(this.#shell, {
      args: [...flags, `${this.folder}/script`],
      env: { ...this.#env(), ...env },
      clearEnv: true,
      cwd: this.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin)).catch(() => {});
    await writer.close().catch(() => {});
    const { code, stdout, stderr } = await child.output();
    return { code, stdout: latin1(stdout), stderr: new TextDecoder().decode(stderr) };
  }

  /** Starts the shell on a terminal, with its startup files in this home. */
  terminal(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Pty {
    return new Pty(this.#shell, flags, { env: { ...this.#env(), ...env }, cwd: this.folder });
  }

  /** Removes the home; fish may write its history for a moment after it has ended. */
  [Symbol.dispose](): void {
    for (let attempt = 1;; attempt++) {
      try {
        return Deno.removeSync(this.folder, { recursive: true });
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  #env(): Record<string, string> {
    return {
      HOME: this.folder,
      PATH: `${this.bin}:/usr/local/bin:/usr/bin:/bin`,
      RECORD: `${this.folder}/record`,
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      TERM: "xterm",
    };
  }

  #record(): Uint8Array {
    try {
      return Deno.readFileSync(`${this.folder}/record`);
    } catch {
      return new Uint8Array();
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
