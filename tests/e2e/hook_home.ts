import type { Shell } from "../../src/quote.ts";
import { type HookInput, renderHook } from "../../src/shell/hook.ts";
import { renderNuHook } from "../../src/shell/nu_hook.ts";
import { NU } from "./nu.ts";
import { Pty } from "./pty.ts";

/** How a shell that ran a script ended. */
export interface Ended {
  /** Its exit status. */
  readonly code: number;
  /** What it wrote to stdout, one character (Latin-1) per byte. */
  readonly stdout: string;
  /** What it wrote to stderr. */
  readonly stderr: string;
}

/** A fake opaws that records its arguments and then does what variables say. */
const FAKE = `#!/bin/sh
printf '%s\\0' "$@" '<end>' >>"$RECORD"
[ "$1" = run ] || exit 0
[ -z "$FAKE_CAT" ] || exec /bin/cat
[ -z "$FAKE_SLEEP" ] || { echo sleeping; exec /bin/sleep "$FAKE_SLEEP"; }
exit "\${FAKE_STATUS:-0}"
`;

/** Prints a hook like opaws. */
const PRINT_HOOK = `#!/bin/sh
exec cat "$HOME/$1"
`;

/** A home directory with a fake opaws on PATH, and with the hook of one shell in the file `hook`. */
export class HookHome implements Disposable {
  /** The home directory. */
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "opaws-test-" }));
  /** The folder of the fake opaws. */
  readonly bin: string;
  /** The folder of terminal sessions. */
  readonly runtime: string;
  readonly #shell: Shell | "nu";

  /** Renders the hook of `shell` for the tools aws and cdk; `input` changes that. */
  constructor(shell: Shell | "nu", input: Partial<HookInput> = {}) {
    this.#shell = shell;
    this.bin = `${this.folder}/bin`;
    this.runtime = `${this.folder}/it's the $(end), {a,b}`;
    Deno.mkdirSync(this.bin);
    Deno.mkdirSync(this.runtime);
    this.program(`${this.bin}/opaws`);
    Deno.writeTextFileSync(`${this.bin}/print-hook`, PRINT_HOOK, { mode: 0o755 });
    this.hook("hook", input);
  }

  /** Writes a hook to `name` in the home. */
  hook(name: string, input: Partial<HookInput>): void {
    const all: HookInput = {
      program: ["opaws"],
      tools: ["aws", "cdk"],
      session: false,
      runtime: this.runtime,
      state: `${this.folder}/it's state`,
      saved: null,
      ...input,
    };
    const script = this.#shell === "nu"
      ? renderNuHook(all.program, all.tools, "linux")
      : renderHook(this.#shell, all);
    Deno.writeTextFileSync(`${this.folder}/${name}`, script);
  }

  /** Puts a fake opaws at `path`. */
  program(path: string): void {
    Deno.writeTextFileSync(path, FAKE, { mode: 0o755 });
  }

  /** Writes a file into the home, and creates its folder. */
  write(name: string, text: string): void {
    const path = `${this.folder}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }

  /** Leaves something for the hook to end: of a terminal on macOS, whose name does not have the shell's process id. */
  leaveSomethingToEnd(): void {
    Deno.writeTextFileSync(`${this.runtime}/terminal-mac-1-2-3.unlocked`, "");
  }

  /** Returns the arguments of each call of the fake opaws so far, one character (Latin-1) per byte. */
  calls(): string[][] {
    const calls: string[][] = [];
    let call: string[] = [];
    for (const argument of latin1(this.#record()).split("\0").slice(0, -1)) {
      if (argument === "<end>") {
        calls.push(call);
        call = [];
      } else call.push(argument);
    }
    return calls;
  }

  /** Runs `text` as a script of the shell, which is not interactive then; `flags` come before it. */
  async script(
    text: string,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    stdin = "",
  ): Promise<Ended> {
    this.write("script", text);
    const nu = this.#shell === "nu";
    const options = [...(nu ? ["--no-config-file"] : []), ...flags];
    // The hook is about terminals, so the shell leads a session of its own.
    const child = new Deno.Command("setsid", {
      args: ["--wait", nu ? NU : this.#shell, ...options, `${this.folder}/script`],
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

  /** Starts the shell on a terminal, with the startup files of this home. */
  terminal(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Pty {
    return new Pty(this.#shell, flags, { env: { ...this.#env(), ...env }, cwd: this.folder });
  }

  /** Removes the home. fish may write its history for a moment after it has ended. */
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
      FAKE_CAT: "",
      FAKE_SLEEP: "",
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
