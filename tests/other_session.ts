const MODULE = new URL("../src/unlock/terminal_session.ts", import.meta.url).href;

const SCRIPT = `
  import { terminalSession } from ${JSON.stringify(MODULE)};
  const id = () => terminalSession({ platform: "linux", env: () => undefined })?.id;
  if (Deno.env.has("CHILD")) console.log(id());
  else {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", Deno.env.get("SCRIPT")], env: { CHILD: "1" }, stderr: "inherit",
    });
    const childId = new TextDecoder().decode((await child.output()).stdout).trim();
    console.log(JSON.stringify({ id: id(), childId }));
    for await (const _ of Deno.stdin.readable);
  }
`;

/**
 * A separate terminal session with one live process in it. The tests' own session may be unknown to the system, because
 * in a container its leader may be outside.
 */
export class OtherSession implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #script: string;

  private constructor(
    child: Deno.ChildProcess,
    script: string,
    /** The id that opaws gives it. */
    readonly id: string,
    /** The id that opaws gives it in a child of its leader. */
    readonly childId: string,
  ) {
    this.#child = child;
    this.#script = script;
  }

  /** Starts a session. Linux only. */
  static async start(): Promise<OtherSession> {
    const script = Deno.makeTempFileSync({ suffix: ".ts" });
    Deno.writeTextFileSync(script, SCRIPT);
    const child = new Deno.Command("setsid", {
      args: ["--wait", Deno.execPath(), "run", "-A", script],
      env: { SCRIPT: script },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error("no session started");
      text += value;
    }
    await reader.cancel();
    const { id, childId } = JSON.parse(text);
    return new OtherSession(child, script, id, childId);
  }

  /** Ends the session. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
    await Deno.remove(this.#script);
  }
}
